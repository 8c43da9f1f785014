// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTcpServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';

/** What a server that misbehaves does with a request. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

export interface FaultServer {
  url: string;
  /** Path of a kubeconfig that names the server: cluster `prod`, context `work`, user `jane`. */
  kubeconfig: string;
  stop(): void;
}

/** An HTTP server that answers every request with the fault. */
export async function startFaultServer(fault: Fault): Promise<FaultServer> {
  const server = createServer(fault);
  return listen(server, () => server.closeAllConnections());
}

/** An API server of running pods that leaves every wish for another protocol to the fault. */
export async function startUpgradeServer(
  fault: (request: IncomingMessage, socket: Duplex) => void,
): Promise<FaultServer> {
  const sockets = new Set<Duplex>();
  const server = createServer(({url}, response) => {
    response.setHeader('Content-Type', 'application/json');
    const resources = [{name: 'pods', kind: 'Pod', namespaced: true}];
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'any'}, status: {phase: 'Running'}};
    response.end(JSON.stringify(url === '/api/v1' ? {kind: 'APIResourceList', resources} : pod));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {}); // the client may be gone before the fault is
    fault(request, socket);
  });
  return listen(server, () => {
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
  });
}

/** A server that takes connections and never says a word. */
export async function startBlackHole(): Promise<FaultServer> {
  const sockets = new Set<{destroy(): void}>();
  const server = createTcpServer((socket) => sockets.add(socket));
  return listen(server, () => sockets.forEach((socket) => socket.destroy()), 'https');
}

async function listen(server: Server, cut: () => void, scheme = 'http'): Promise<FaultServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens on no port');
  const {port} = address;
  const url = `${scheme}://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-fault-'));
  return {
    url,
    kubeconfig: writeKubeconfig(folder, url),
    stop: () => {
      cut();
      server.close();
      rmSync(folder, {recursive: true});
    },
  };
}

export function writeKubeconfig(folder: string, server: string): string {
  const file = join(folder, 'config');
  const document = {
    clusters: [{name: 'prod', cluster: {server}}],
    users: [{name: 'jane', user: {token: 'abc'}}],
    contexts: [{name: 'work', context: {cluster: 'prod', user: 'jane'}}],
    'current-context': 'work',
  };
  writeFileSync(file, JSON.stringify(document));
  return file;
}
