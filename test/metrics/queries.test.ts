// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {numberIn, queriesOf} from '../../src/metrics/queries.js';
import {metricsHeader, metricsLine} from '../../src/writer/metrics/table.js';

describe('what Prometheus is asked', () => {
  test('selects by the beginnings of names', () => {
    expect(queriesOf('cart-v1.shop.more', '2m0s').errorRps).toBe(
      'sum(rate(istio_requests_total{destination_workload=~"cart-v1.*", destination_workload_namespace=~"shop.*",reporter="destination",response_code=~"[45][0-9]{2}"}[2m0s]))',
    );
    expect(queriesOf('cart', '1m0s').p99).toContain('histogram_quantile(0.990000, sum(rate(');
    expect(queriesOf('cart', '1m0s').totalRps).toContain('destination_workload_namespace=~".*"');
  });

  test.each<[string, number]>([
    ['{"status":"success","data":{"resultType":"vector","result":[]}}', 0],
    ['{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"2.5"]}]}}', 2.5],
    ['{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}', Number.NaN],
  ])('%s is a number', (answer, number) => {
    expect(numberIn(answer)).toBe(number);
  });

  test.each<[string, string]>([
    ['{"status":"error","errorType":"bad_data","error":"parse error"}', 'bad_data: parse error'],
    ['{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}', 'bad metric value type'],
    ['<html>', 'is not JSON'],
    ['null', 'bad_response'],
  ])('%s is none', (answer, message) => {
    expect(() => numberIn(answer)).toThrow(message);
  });
});

describe('the table', () => {
  test('is right-aligned, with latencies as Go prints durations', () => {
    const metrics = {totalRps: 1.23456, errorRps: 0, p50: 4.9, p90: 1500, p99: Number.NaN};
    const line = metricsLine('cart-v1.shop', metrics);
    expect(line).toBe(
      `${' '.repeat(30)}cart-v1.shop        1.235        0.000          4ms         1.5s           0s\n`,
    );
    expect(line.length).toBe(metricsHeader().length);
    expect(metricsLine('w'.repeat(50), metrics)).toContain(`  ${'w'.repeat(50)}        1.235`);
  });
});
