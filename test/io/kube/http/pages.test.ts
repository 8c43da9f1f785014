// SPDX-License-Identifier: Apache-2.0
import {afterEach, describe, expect, test} from 'vitest';
import type {PageOptions} from '../../../../src/io/kube/cluster.js';
import {connect} from '../../../../src/io/kube/connect.js';
import {type FaultServer, startFaultServer} from '../fault-server.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

const running: FaultServer[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

interface Answer {
  code?: number;
  names?: string[];
  token?: string;
}

/** The pages that a list has whose requests are answered one after the other, and what was asked for. */
async function pagesOf(answers: (Answer | 'never')[], options: PageOptions = {}) {
  const asked: string[] = [];
  const accepted: (string | undefined)[] = [];
  const server = await startFaultServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    response.setHeader('Content-Type', 'application/json');
    if (url.pathname === '/api/v1') {
      return response.end(
        JSON.stringify({kind: 'APIResourceList', resources: [{name: 'pods', kind: 'Pod', namespaced: true}]}),
      );
    }
    asked.push(`${url.searchParams.get('limit')} ${url.searchParams.get('continue') ?? ''}`.trim());
    accepted.push(request.headers.accept);
    const answer = answers.shift() ?? {};
    if (answer === 'never') return undefined;
    const {code = 200, names = [], token} = answer;
    const items = names.map((name) => ({metadata: {name}}));
    const kind = code === 200 ? 'PodList' : 'Status';
    return response.writeHead(code).end(JSON.stringify({kind, items, metadata: {continue: token}, reason: 'Expired'}));
  });
  running.push(server);
  const cluster = await connect({kubeconfig: server.kubeconfig});
  const pages: string[][] = [];
  try {
    for await (const page of cluster.pages(POD, options)) pages.push(page.map(({metadata}) => metadata.name));
  } finally {
    cluster.close();
  }
  return {pages, asked, accepted};
}

describe('a list in pages', () => {
  test('asks for each page when the one before was taken', async () => {
    const {pages, asked} = await pagesOf([{names: ['a', 'b'], token: 't'}, {names: ['c']}], {pageSize: 2});
    expect([pages, asked]).toEqual([
      [['a', 'b'], ['c']],
      ['2', '2 t'],
    ]);
  });

  test('goes on where the server offers to, when it has forgotten the beginning', async () => {
    const {pages, asked} = await pagesOf([{names: ['a'], token: 'old'}, {code: 410, token: 'new'}, {names: ['b']}]);
    expect([pages, asked]).toEqual([
      [['a'], ['b']],
      ['500', '500 old', '500 new'],
    ]);
  });

  test('fails where it offers nothing', async () => {
    await expect(pagesOf([{names: ['a'], token: 'old'}, {code: 410}])).rejects.toThrow('cannot list Pod');
  });

  test('asks for metadata alone', async () => {
    const {accepted} = await pagesOf([{names: ['a']}], {metadataOnly: true});
    expect(accepted[0]).toMatch(/^application\/json;as=PartialObjectMetadataList;g=meta\.k8s\.io;v=v1,/);
  });

  test('ends with the signal, whatever it waits for', async () => {
    const signal = AbortSignal.timeout(100);
    await expect(pagesOf([{names: ['a'], token: 't'}, 'never'], {signal})).rejects.toThrow('cannot reach');
  });
});
