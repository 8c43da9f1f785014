// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {summaryOfLogs} from '../../src/bug-report/log-summary.js';

test('the container with the gravest complaints comes first', () => {
  const logs = summaryOfLogs(['*certificate*'], ['known bug']);
  const [a, b, c, quiet] = ['ns/a', 'ns/b', 'ns/c', 'ns/quiet'].map((path) => logs.counter(path));
  a?.('2026-01-01T00:00:00Z\twarn\tads\tslow');
  a?.('2026-01-01T00:00:00Z\terror\tads\tknown bug');
  b?.('[2026-01-01 00:00:00.000][15][error][config] rejected');
  b?.('{"level":"warn","time":"2026-01-01T00:00:00Z","msg":"x"}');
  c?.('2026-01-01T00:00:00Z\terror\tca\tno certificate yet');
  quiet?.('2026-01-01T00:00:00Z\tinfo\tads\tan error that is none');
  expect(logs.text()).toBe(`critical   fatal   error    warn  container
       1       0       1       0  ns/c
       0       0       1       1  ns/b
       0       0       0       1  ns/a
`);
  expect(summaryOfLogs([], []).text()).toBe('');
});
