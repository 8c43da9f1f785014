// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {resume, type WatchPlace} from '../../../../src/io/kube/http/resume.js';
import {ApiError} from '../../../../src/kube/api-error.js';

const origin = {
  cluster: 'prod',
  server: 'https://prod',
  user: 'jane',
  context: 'work',
  source: 'config',
  namespace: 'shop',
};
const failure = (status: number) => new ApiError(`HTTP ${status}`, {status, transient: status >= 500, hint: ''});

/** The pauses of a watch whose server answers so, an error or the version of an event; after the last the signal fires. */
async function pausesOf(watches: (ApiError | string)[], lists: (ApiError | string)[] = []): Promise<number[]> {
  const ending = new AbortController();
  const pauses: number[] = [];
  const place: WatchPlace = {
    client: {
      origin,
      request: () => Promise.reject(new Error('nobody asks')),
      async *stream() {
        const next = watches.shift();
        if (next === undefined) ending.abort();
        if (next instanceof ApiError) throw next;
        if (next !== undefined) yield {type: 'ADDED', object: {metadata: {resourceVersion: next}}};
      },
    },
    kind: {apiVersion: 'v1', kind: 'Pod'},
    path: () => '/api/v1/pods',
    signal: ending.signal,
    version: '10',
  };
  const renew = async function* (): AsyncGenerator<'anything'> {
    const next = lists.shift() ?? '20';
    if (next instanceof ApiError) throw next;
    place.version = next;
    yield 'anything';
  };
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
  for await (const _ of resume(place, renew, pause));
  return pauses;
}

describe('a server is asked again', () => {
  test('less and less often while it has trouble, and every half minute in the end', async () => {
    expect(await pausesOf(Array.from({length: 10}, () => failure(503)))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('less and less often while its versions are forgotten at once', async () => {
    expect(await pausesOf(Array.from({length: 4}, () => failure(410)))).toEqual([250, 500, 1000, 2000]);
  });

  test('less and less often while a list cannot be read that tells what was missed', async () => {
    expect(await pausesOf([failure(410)], [failure(500), failure(503), '30'])).toEqual([250, 500, 1000]);
  });

  test('at once where it had something to tell', async () => {
    expect(await pausesOf([failure(503), failure(503), '11', '12', failure(503)])).toEqual([250, 500, 250]);
  });

  test('no more when an error will not pass', async () => {
    await expect(pausesOf([failure(403)])).rejects.toThrow('HTTP 403');
    await expect(pausesOf([failure(410)], [failure(403)])).rejects.toThrow('HTTP 403');
  });
});
