// SPDX-License-Identifier: Apache-2.0
import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {followPod} from '../../../src/actions/dashboard/following-pod.js';
import type {PodPage} from '../../../src/actions/dashboard/page.js';

const page = (name: string): PodPage => ({pod: {namespace: 'istio-system', name}, port: 3000, path: ''});

/** Follows from pod `a`; pods that are gone refuse connections, and `found` is the pod that is found again. */
function follow(gone: Set<string>, found: () => Promise<PodPage>) {
  const seen: string[] = [];
  const streams: PassThrough[] = [];
  const cluster = {
    dial: async ({name}: {name: string}) => {
      seen.push(`dial ${name}`);
      if (gone.has(name)) throw new Error(`pods "${name}" not found`);
      const stream = new PassThrough();
      streams.push(stream);
      return stream;
    },
  };
  const dial = followPod(cluster, page('a'), found, (before, after) =>
    seen.push(`${before.pod.name} -> ${after.pod.name}`),
  );
  return {dial, seen, streams};
}

describe('a page that follows its pod', () => {
  test('goes on with another pod when connecting fails, and stays there', async () => {
    const {dial, seen} = follow(new Set(['a']), async () => page('b'));
    await dial();
    await dial();
    expect(seen).toEqual(['dial a', 'a -> b', 'dial b', 'dial b']);
  });

  test('reports the change once to connections that fail at the same time', async () => {
    const {dial, seen} = follow(new Set(['a']), async () => page('b'));
    await Promise.all([dial(), dial()]);
    expect(seen).toEqual(['dial a', 'dial a', 'a -> b', 'dial b', 'dial b']);
  });

  test('looks again after a connection that failed later', async () => {
    const {dial, seen, streams} = follow(new Set(), async () => page('b'));
    await dial();
    streams[0]?.on('error', () => {}).destroy(new Error('the sandbox is gone'));
    await new Promise(setImmediate);
    await dial();
    expect(seen).toEqual(['dial a', 'a -> b', 'dial b']);
  });

  test.each([
    ['the same pod is found', async () => page('a')],
    ['no pod is found', () => Promise.reject(new Error('no pods found'))],
  ])('fails as the pod does where %s', async (_, found) => {
    const {dial} = follow(new Set(['a']), found);
    await expect(dial()).rejects.toThrow('pods "a" not found');
  });
});
