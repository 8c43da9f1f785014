// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {inWindow, type TimeFlags, timeWindow} from '../../src/bug-report/time-window.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const NONE: TimeFlags = {start: undefined, end: undefined, duration: undefined};

describe('which time is meant', () => {
  test.each<[Partial<TimeFlags>, [string, string] | undefined]>([
    [{}, undefined],
    [{duration: 3_600_000}, ['2026-01-01T11:00:00Z', '2026-01-01T12:00:00Z']],
    [{start: '2026-01-01T10:00:00+01:00'}, ['2026-01-01T09:00:00Z', '2026-01-01T12:00:00Z']],
    [{end: '2026-01-01T11:30:00Z', duration: 1_800_000}, ['2026-01-01T11:00:00Z', '2026-01-01T11:30:00Z']],
    [{end: '2026-01-01T11:30:00Z'}, ['1970-01-01T00:00:00Z', '2026-01-01T11:30:00Z']],
  ])('%j', (flags, expected) => {
    const window = timeWindow({...NONE, ...flags}, NOON);
    expect(window).toEqual(expected && {start: Date.parse(expected[0]), end: Date.parse(expected[1])});
  });

  test.each<[Partial<TimeFlags>, string]>([
    [{start: 'yesterday'}, 'bad format for start-time: yesterday, expect RFC3339 e.g. 2006-01-02T15:04:05Z07:00'],
    [{end: '2026-01-01'}, 'bad format for end-time: 2026-01-01, expect RFC3339 e.g. 2006-01-02T15:04:05Z07:00'],
    [{start: '2026-01-01T10:00:00Z', duration: 1}, 'only one --start-time or --duration may be set'],
    [{start: '2026-01-02T10:00:00Z'}, 'bad format for start-time and end-time: start-time is after end-time'],
  ])('%j is refused', (flags, message) => {
    expect(() => timeWindow({...NONE, ...flags}, NOON)).toThrow(expect.objectContaining({message, exitCode: 64}));
  });
});

test('lines are in the window by their own time or that of the line before', () => {
  const window = {start: Date.parse('2026-01-01T10:00:00Z'), end: Date.parse('2026-01-01T11:00:00Z')};
  const lines: [string, boolean][] = [
    ['no time yet', false],
    ['2026-01-01T09:59:59.9Z\tinfo\tearly', false],
    ['2026-01-01T10:00:00Z\tinfo\tin', true],
    ['  its second line', true],
    ['[2026-01-01T10:30:00.000Z] "GET / HTTP/1.1" 200', true],
    ['[2026-01-01 10:40:00.123][12][warning][config] envoy', true],
    ['{"level":"info","time":"2026-01-01T10:45:00Z","msg":"json"}', true],
    ['2026-01-01T12:00:00+01:00\tinfo\tin another zone', true],
    ['2026-01-01T11:00:01Z\tinfo\tlate', false],
    ['  its second line', false],
  ];
  const isIn = inWindow(window);
  expect(lines.map(([line]) => [line, isIn(line)])).toEqual(lines);
  expect(inWindow(undefined)('anything')).toBe(true);
});
