// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {eventually} from './eventually.js';

describe('eventually', () => {
  test('returns the first thing found', async () => {
    const answers = [undefined, false, null, 0];
    expect(await eventually('an answer', () => answers.shift() as number | undefined, {every: 1})).toBe(0);
    expect(answers).toEqual([]);
  });

  test('goes on after an error', async () => {
    let calls = 0;
    await eventually(
      'the third call',
      () => {
        expect(++calls).toBe(3);
        return true;
      },
      {every: 1},
    );
    expect(calls).toBe(3);
  });

  test.each([
    ['what the probe returned', () => false, 'false'],
    ['what it reported', (saw: (value: unknown) => void) => saw({phase: 'Pending'}), "{ phase: 'Pending' }"],
    [
      'what it threw',
      () => {
        throw new Error('connection refused');
      },
      'connection refused',
    ],
  ])('shows %s when the time is over', async (_, probe, shown) => {
    const waiting = eventually('pod cart is ready', probe as () => undefined, {within: 5, every: 1});
    await expect(waiting).rejects.toThrow(`pod cart is ready: not within 0.005 s; last seen: ${shown}`);
  });

  test('probes once even when no time is given', async () => {
    expect(await eventually('it', () => 'there', {within: 0})).toBe('there');
  });
});
