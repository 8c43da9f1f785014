// SPDX-License-Identifier: Apache-2.0
import {formatDuration} from '../../install/wait/duration.js';
import type {WorkloadMetrics} from '../../metrics/queries.js';

const HEADINGS = ['WORKLOAD', 'TOTAL RPS', 'ERROR RPS', 'P50 LATENCY', 'P90 LATENCY', 'P99 LATENCY'];
const NAME_WIDTH = 40;
const LEAST_WIDTH = 13;

/** The headings above the lines of workloads. */
export function metricsHeader(): string {
  return line(HEADINGS);
}

/** The line of one workload; latencies in whole milliseconds. */
export function metricsLine(workload: string, {totalRps, errorRps, p50, p90, p99}: WorkloadMetrics): string {
  const latencies = [p50, p90, p99].map((each) => latency(each));
  return line([workload, totalRps.toFixed(3), errorRps.toFixed(3), ...latencies]);
}

/** Every cell is as wide as it must be, no less than the column (spec/proxy.md §10). */
function line([name = '', ...cells]: string[]): string {
  const all = [name.padStart(NAME_WIDTH), ...cells];
  return `${all.map((cell) => cell.padStart(Math.max(LEAST_WIDTH, cell.length + 2))).join('')}\n`;
}

/** No request took no time: Prometheus says NaN. */
function latency(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? formatDuration(Math.trunc(milliseconds)) : '0s';
}
