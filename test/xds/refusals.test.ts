// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {refusalsIn, refusalText} from '../../src/xds/refusals.js';
import {CDS, LDS} from '../../src/xds/sync-status.js';

const refuser = (id: string, ...types: [typeUrl: string, refusal?: string][]) => ({
  id,
  types: types.map(([typeUrl, refusal]) => ({typeUrl, refusal})),
});

describe('what proxies refused', () => {
  test.each([
    ['nothing', [refuser('a.shop', [LDS])], []],
    [
      'the same words are one refusal',
      [refuser('a.shop', [LDS, 'no'], [CDS]), refuser('b.shop', [LDS, 'no'])],
      [{type: 'LDS', details: 'no', proxies: ['a.shop', 'b.shop']}],
    ],
    [
      'of one type and another',
      [refuser('a.shop', [LDS, 'no'], [CDS, 'no'])],
      [
        {type: 'LDS', details: 'no', proxies: ['a.shop']},
        {type: 'CDS', details: 'no', proxies: ['a.shop']},
      ],
    ],
    [
      'told by two istiods, in several lines',
      [refuser('a.shop', [LDS, 'no:\n  x\n']), refuser('a.shop', [LDS, 'no: x'])],
      [{type: 'LDS', details: 'no: x', proxies: ['a.shop']}],
    ],
    [
      'of a type without a short name',
      [refuser('a.shop', ['type.googleapis.com/x.Y', 'no'])],
      [{type: 'type.googleapis.com/x.Y', details: 'no', proxies: ['a.shop']}],
    ],
  ])('%s', (_, proxies, refusals) => {
    expect(refusalsIn(proxies)).toEqual(refusals);
  });

  test.each([
    [1, [], '1 proxy refused LDS (p0): no'],
    [2, ['EnvoyFilter shop/lua'], '2 proxies refused LDS (p0, p1): no; it may come from EnvoyFilter shop/lua'],
    [7, [], '7 proxies refused LDS (p0, p1, p2, p3, p4 and 2 more): no'],
  ])('%s of them, in one line', (count, sources, text) => {
    const proxies = Array.from({length: count}, (_, i) => `p${i}`);
    expect(refusalText({type: 'LDS', details: 'no', proxies}, sources)).toBe(text);
  });
});
