// SPDX-License-Identifier: Apache-2.0

/** What `metrics` shows of a workload. */
export interface WorkloadMetrics {
  /** Requests a second. */
  totalRps: number;
  errorRps: number;
  /** Milliseconds. */
  p50: number;
  p90: number;
  p99: number;
}

export type Metric = keyof WorkloadMetrics;

/**
 * What Prometheus is asked for a workload, given as NAME or NAME.NAMESPACE (what follows a second dot is passed over):
 * names are beginnings. `range` is how far back, as Go writes a duration (spec/proxy.md §10).
 */
export function queriesOf(workload: string, range: string): Record<Metric, string> {
  const [name = '', namespace = ''] = workload.split('.');
  const selectors = `destination_workload=~"${name}.*", destination_workload_namespace=~"${namespace}.*",reporter="destination"`;
  const requests = (more = ''): string => `sum(rate(istio_requests_total{${selectors}${more}}[${range}]))`;
  const latency = (quantile: number): string =>
    `histogram_quantile(${quantile.toFixed(6)}, sum(rate(istio_request_duration_milliseconds_bucket{${selectors}}[${range}])) by (le))`;
  return {
    totalRps: requests(),
    errorRps: requests(',response_code=~"[45][0-9]{2}"'),
    p50: latency(0.5),
    p90: latency(0.9),
    p99: latency(0.99),
  };
}

/**
 * The number in Prometheus' answer to an instant query (https://prometheus.io/docs/prometheus/latest/querying/api/): 0
 * for a vector without an element. Throws an Error that says what Prometheus objects to, or what else it answered.
 */
export function numberIn(answer: string): number {
  let body: Answer;
  try {
    body = JSON.parse(answer);
  } catch {
    throw new Error(`bad_response: what it answered is not JSON: ${JSON.stringify(answer.slice(0, 80))}`);
  }
  if (body?.status !== 'success') throw new Error(`${body?.errorType ?? 'bad_response'}: ${body?.error ?? ''}`);
  const {resultType, result} = body.data ?? {};
  if (resultType !== 'vector' || !Array.isArray(result)) throw new Error('bad metric value type returned for query');
  const value: unknown = result[0]?.value?.[1];
  return value === undefined ? 0 : Number(value);
}

interface Answer {
  status?: string;
  errorType?: string;
  error?: string;
  data?: {resultType?: string; result?: {value?: unknown[]}[]};
}
