// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer, type IncomingMessage} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {connect} from 'node:tls';
import type {ControlPlane} from '../../cluster/control-plane.js';
import {type FaultServer, writeKubeconfig} from './fault-server.js';

/**
 * The API server of a control plane as it was when it knew no tunnels: it does not get to see that we offer one, and
 * passes the other protocol through to the kubelet. Plain HTTP, and only upgrades.
 */
export async function startOlderServer({dir, server}: ControlPlane): Promise<FaultServer> {
  if (dir === undefined || server === undefined) throw new Error('needs the certificates of a control plane of ours');
  const read = (name: string): Buffer => readFileSync(join(dir, name));
  const tls = {ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key')};
  const {hostname, port} = new URL(server);
  const sockets = new Set<Duplex>();
  const proxy = createServer((_, response) => response.writeHead(501).end());
  proxy.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const upstream = connect({host: hostname, port: Number(port), ...tls});
    sockets.add(socket).add(upstream);
    const headers = Object.entries(request.headers).map(([name, value]) =>
      name === 'sec-websocket-protocol' ? `${name}: v4.channel.k8s.io` : `${name}: ${String(value)}`,
    );
    upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    for (const end of [socket, upstream]) end.on('error', () => {});
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens on no port');
  const url = `http://127.0.0.1:${address.port}`;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-older-'));
  return {
    url,
    kubeconfig: writeKubeconfig(folder, url),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      rmSync(folder, {recursive: true});
    },
  };
}
