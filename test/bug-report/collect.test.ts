// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type CollectOptions, collect} from '../../src/bug-report/collect.js';
import type {Fetch} from '../../src/bug-report/fetch.js';

function fetchOf(path: string, read: Fetch['read']): Fetch {
  return {title: `title of ${path}`, path, read};
}

function textOf(path: string, ...pieces: string[]): Fetch {
  return fetchOf(path, async function* () {
    yield* pieces;
  });
}

async function run(fetches: Fetch[], changes: Partial<CollectOptions> = {}) {
  const files: Record<string, string> = {};
  const open = new Set<string>();
  const gaps = await collect(fetches, {
    concurrency: 2,
    largestFile: 100,
    largestReport: 1000,
    signal: new AbortController().signal,
    create(path) {
      files[path] = '';
      open.add(path);
      return {
        add: async (text) => void (files[path] += text),
        close: async () => void open.delete(path),
      };
    },
    ...changes,
  });
  expect([...open]).toEqual([]);
  return {files, gaps: gaps.map(({path, why}) => `${path}: ${why}`)};
}

describe('collecting', () => {
  test('keeps what there is, leaves empty files out and says what failed', async () => {
    const broken = fetchOf('broken', async function* () {
      yield 'half';
      throw new Error('it broke');
    });
    expect(await run([textOf('a', 'one', ' two'), textOf('empty', ''), broken, textOf('b', 'x')])).toEqual({
      files: {a: 'one two', broken: 'half', b: 'x'},
      gaps: ['broken: it broke'],
    });
  });

  test('a file may have so much, and all of them', async () => {
    const {files, gaps} = await run([textOf('big', 'é'.repeat(60)), textOf('next', '12345678'), textOf('last', 'x')], {
      concurrency: 1,
      largestFile: 99,
      largestReport: 104,
    });
    expect(Buffer.byteLength(files['big'] ?? '')).toBe(98);
    expect(files).toMatchObject({next: '123456'});
    expect(gaps).toEqual([
      'big: it is larger than there is room for; 98 bytes were kept',
      'next: it is larger than there is room for; 6 bytes were kept',
      'last: the report is full',
    ]);
  });

  test('what hangs is given up when the time is over, with all that waits for it', async () => {
    const over = new AbortController();
    let begun = 0;
    const hanging = fetchOf('hanging', async function* () {
      yield 'begun';
      // What was yielded is in its file by now.
      if (++begun === 2) over.abort();
      await new Promise(() => {});
    });
    const result = await run([hanging, hanging, textOf('never', 'x')], {signal: over.signal});
    expect(begun).toBe(2);
    expect(result).toEqual({
      files: {hanging: 'begun'},
      gaps: [1, 2].map(() => 'hanging: there was no time left for it').concat('never: there was no time left for it'),
    });
  });

  test('no more at the same time than allowed, and all of them told', async () => {
    let most = 0;
    // None is done before as many run as may.
    let open = (): void => {};
    const full = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = Array.from({length: 6}, (_, i) =>
      fetchOf(`slow-${i}`, async function* () {
        await full;
        yield 'x';
      }),
    );
    const running = ({length}: readonly string[]): void => {
      most = Math.max(most, length);
      if (length === 3) open();
    };
    const {files} = await run(slow, {running, concurrency: 3});
    expect([most, Object.keys(files).length]).toEqual([3, 6]);
  });
});
