// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer, type Socket} from 'node:net';
import {type Duplex, pipeline} from 'node:stream';
import {IstioctlError} from '../../../errors.js';
import type {LocalPort} from '../pods/pod-access.js';

export interface ListenOptions {
  /** A free port when left out or 0. */
  localPort?: number;
  /** `127.0.0.1` when left out. */
  address?: string;
  onError: (error: Error) => void;
}

/** Listens on this machine and joins every connection with one that `dial` makes. Throws when the port is taken. */
export async function listenLocally(dial: () => Promise<Duplex>, options: ListenOptions): Promise<LocalPort> {
  const {localPort = 0, address = '127.0.0.1', onError} = options;
  const sockets = new Set<Socket>();
  const server = createServer({allowHalfOpen: true, noDelay: true}, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('error', () => {}); // whoever connected went away; the other side ends with it
    dial().then(
      (remote) => {
        remote.once('error', onError);
        pipeline(socket, remote, socket, () => {});
      },
      (error: Error) => {
        onError(error);
        socket.destroy();
      },
    );
  });
  server.listen(localPort, address);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const why =
      cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE' ? 'it is taken' : String(cause);
    throw new IstioctlError(`cannot listen on ${address}:${localPort}: ${why}`, {cause, hint: 'Choose another port.'});
  }
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : localPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
