// SPDX-License-Identifier: Apache-2.0
import type {ServerResponse} from 'node:http';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {startFaultServer} from './fault-server.js';

export const POD = {apiVersion: 'v1', kind: 'Pod'};

export type Answer = (response: ServerResponse) => void;

/** An event of a watch. */
export const event = (type: string, name: string, resourceVersion: string) => ({
  type,
  object: {...POD, metadata: {name, resourceVersion}},
});

/** JSON objects, one a line, and the end. */
export const lines =
  (...objects: object[]): Answer =>
  (response) => {
    response.writeHead(200, {'Content-Type': 'application/json'});
    response.end(objects.map((each) => `${JSON.stringify(each)}\n`).join(''));
  };

export const answerStatus =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code, {'Content-Type': 'application/json'}).end(JSON.stringify({kind: 'Status', message: 'no'}));

/** The object that the watch after the last tells of; whoever sees it calls `end`. */
export const LAST = 'last';

/** How a watch is ended from outside. */
export interface Ending {
  signal: AbortSignal;
  end(): void;
}

interface Answers {
  /** Each watch takes the next; the one after them tells of {@link LAST} and goes on without another word. */
  watches: Answer[];
  list: () => Answer;
}

/** Runs `body` with a server of pods that answers so, and tells what it was asked. */
export async function withWatchedServer(
  {watches, list}: Answers,
  body: (cluster: ConnectedCluster, ending: Ending) => Promise<void>,
): Promise<string[]> {
  const asked: string[] = [];
  const ending = new AbortController();
  const server = await startFaultServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    if (url.pathname === '/api/v1') {
      return lines({kind: 'APIResourceList', resources: [{name: 'pods', kind: 'Pod', namespaced: true}]})(response);
    }
    if (!url.searchParams.has('watch')) {
      asked.push('list');
      return list()(response);
    }
    asked.push(`watch ${url.searchParams.get('resourceVersion')}`);
    const next = watches.shift();
    if (next) return next(response);
    response.writeHead(200).write(`${JSON.stringify(event('ADDED', LAST, '1000'))}\n`);
  });
  const cluster = await connect({kubeconfig: server.kubeconfig, requestTimeout: 2000});
  try {
    await body(cluster, {signal: ending.signal, end: () => ending.abort()});
  } finally {
    cluster.close();
    server.stop();
  }
  return asked;
}
