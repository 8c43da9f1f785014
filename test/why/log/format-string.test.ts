// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {LogField} from '../../../src/why/log/entry.js';
import {formatReader} from '../../../src/why/log/format-string.js';

const OPERATORS: [operator: string, field: LogField, value: fc.Arbitrary<string>][] = [
  ['%START_TIME%', 'time', fc.constantFrom('2026-11-30T03:53:54.360Z')],
  ['%REQ(:METHOD)%', 'method', fc.constantFrom('GET', 'POST', '-')],
  ['%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%', 'path', fc.constantFrom('/', '/a/b?c=d e', '-')],
  ['%RESPONSE_CODE%', 'code', fc.integer({min: 100, max: 599}).map(String)],
  ['%RESPONSE_FLAGS%', 'flags', fc.constantFrom('-', 'UF', 'URX,UF')],
  ['%RESPONSE_CODE_DETAILS%', 'detail', fc.constantFrom('via_upstream', 'upstream_reset{a|b:_c}', '-')],
  ['%DURATION%', 'duration', fc.nat(100000).map(String)],
  ['%UPSTREAM_CLUSTER%', 'cluster', fc.constantFrom('outbound|80|v1|a.b.svc.cluster.local;', '-')],
  ['%REQ(USER-AGENT)%', 'userAgent', fc.constantFrom('curl/8', 'a "quoted" agent', '-')],
];

describe('a format string', () => {
  test('reads back whatever was written with it', () => {
    const piece = fc.integer({min: 0, max: OPERATORS.length - 1}).chain((index) => {
      const [operator, field, value] = OPERATORS[index] ?? OPERATORS[0]!;
      return value.map((text) => ({operator, field, text}));
    });
    const separator = fc.constantFrom(' ; ', ' | ', ' => ', '\t#');
    fc.assert(
      fc.property(fc.uniqueArray(piece, {selector: ({field}) => field, minLength: 1}), separator, (pieces, between) => {
        const read = formatReader(pieces.map(({operator}) => operator).join(between));
        const fields = read(pieces.map(({text}) => text).join(between));
        expect(fields).toEqual(Object.fromEntries(pieces.map(({field, text}) => [field, text])));
      }),
    );
  });

  test.each<[why: string, format: string, line: string, wanted: object | undefined]>([
    [
      'operators without anything between',
      '%REQ(:AUTHORITY)%%REQ(:PATH)% %RESPONSE_CODE%',
      'a:80/x 200',
      {authority: 'a:80', path: '/x', code: '200'},
    ],
    ['operators that are not of interest', '%RESP(X-A)% %RESPONSE_CODE%', 'some words 503', {code: '503'}],
    ['a percent sign of its own', '100%% %RESPONSE_CODE%', '100% 503', {code: '503'}],
    ['a header with a length', '%REQ(:PATH):3% %RESPONSE_CODE%', '/ab 404', {path: '/ab', code: '404'}],
    ['the header that was sent first counts', '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% x', '/before x', {path: '/before'}],
    [
      'a field twice, the one that says more',
      '%UPSTREAM_HOST% %UPSTREAM_REMOTE_ADDRESS%',
      '- 10.0.0.1:80',
      {upstreamHost: '10.0.0.1:80'},
    ],
    ['a status that is none', '%RESPONSE_CODE% %RESPONSE_FLAGS%', 'abc UF', undefined],
    ['a line that goes on', '%RESPONSE_CODE%', '503 and more', undefined],
    ['another literal', 'A %RESPONSE_CODE%', 'B 503', undefined],
  ])('%s', (_, format, line, wanted) => {
    expect(formatReader(format)(line)).toEqual(wanted);
  });

  test('gives up soon on a long line that is almost of the format', () => {
    const operators = OPERATORS.map(([operator]) => operator).join(' ');
    const begin = Date.now();
    expect(formatReader(`${operators} end`)('/a '.repeat(20_000))).toBeUndefined();
    expect(Date.now() - begin).toBeLessThan(3000);
  });
});
