// SPDX-License-Identifier: Apache-2.0
import type {ServerResponse} from 'node:http';
import {afterEach, describe, expect, test} from 'vitest';
import {connect} from '../../../src/io/kube/connect.js';
import {type FaultServer, startFaultServer} from './fault-server.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

const running: FaultServer[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

const event = (type: string, name: string, resourceVersion: string) => ({
  type,
  object: {metadata: {name, resourceVersion}},
});

type Answer = (response: ServerResponse) => void;

const lines =
  (...events: object[]): Answer =>
  (response) => {
    response.writeHead(200, {'Content-Type': 'application/json'});
    response.end(events.map((each) => `${JSON.stringify(each)}\n`).join(''));
  };

const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code, {'Content-Type': 'application/json'}).end(JSON.stringify({kind: 'Status', message: 'no'}));

const forever: Answer = (response) => response.writeHead(200).flushHeaders();

/** What a server whose watches answer one after the other is asked, and what is made of it until the last goes on. */
async function follow(
  watches: Answer[],
  list: Answer = (response) => lines({metadata: {resourceVersion: '10'}})(response),
) {
  const asked: string[] = [];
  const stop = new AbortController();
  const server = await startFaultServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    if (url.pathname === '/api/v1') {
      return lines({resources: [{name: 'pods', kind: 'Pod', namespaced: true}]})(response);
    }
    if (!url.searchParams.has('watch')) {
      asked.push('list');
      return list(response);
    }
    asked.push(`watch ${url.searchParams.get('resourceVersion')}`);
    const next = watches.shift();
    if (next) next(response);
    else {
      forever(response);
      setTimeout(() => stop.abort(), 50);
    }
  });
  running.push(server);
  const cluster = await connect({kubeconfig: server.kubeconfig, requestTimeout: 2000});
  const seen: string[] = [];
  for await (const change of await cluster.changes(POD, {signal: stop.signal})) {
    seen.push(change === 'anything' ? change : change.metadata.name);
  }
  cluster.close();
  return {asked, seen};
}

describe('changes of a kind', () => {
  test('are followed on where the server ended a watch', async () => {
    const {asked, seen} = await follow([lines(event('ADDED', 'a', '11'), event('DELETED', 'b', '12'))]);
    expect(seen).toEqual(['a', 'b']);
    expect(asked).toEqual(['list', 'watch 10', 'watch 12']);
  });

  test('are no bookmarks, which say how far the watch is', async () => {
    const {asked, seen} = await follow([lines(event('BOOKMARK', '', '40'))]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'watch 40'], []]);
  });

  test.each<[string, Answer]>([
    ['in an event', lines({type: 'ERROR', object: {code: 410, message: 'too old resource version'}})],
    ['as an answer', status(410)],
  ])('may be anything where the server has forgotten them, which it says %s', async (_, forgotten) => {
    const {asked, seen} = await follow([forgotten]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'list', 'watch 10'], ['anything']]);
  });

  test('are waited for where the server has trouble', async () => {
    const {asked, seen} = await follow([status(503), (response) => response.destroy()]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'watch 10', 'watch 10'], []]);
  });

  test('are none where one may not look', async () => {
    expect(await follow([], status(403))).toEqual({asked: ['list'], seen: []});
    expect(await follow([status(403)])).toEqual({asked: ['list', 'watch 10'], seen: []});
  });
});
