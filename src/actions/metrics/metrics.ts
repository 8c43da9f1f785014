// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, listOfErrors, usageMistake} from '../../errors.js';
import {formatDuration} from '../../install/wait/duration.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {askPod, statusLine} from '../../io/kube/pods/pod-page.js';
import {type PodKey, podsWithLabels} from '../../io/kube/pods/pod-target.js';
import {type Metric, numberIn, queriesOf, type WorkloadMetrics} from '../../metrics/queries.js';
import {metricsHeader, metricsLine} from '../../writer/metrics/table.js';

const PROMETHEUS = 'app.kubernetes.io/name=prometheus';

const PORT = 9090;

/** In the order they are asked for. */
const METRICS: readonly Metric[] = ['totalRps', 'errorRps', 'p50', 'p90', 'p99'];

export interface ShowMetricsFlags extends GlobalFlagValues {
  duration: number;
}

/** Prints requests, errors and latencies of workloads. */
export async function showMetrics(session: Session, argv: readonly string[], flags: ShowMetricsFlags): Promise<void> {
  if (argv.length === 0) throw usageMistake('metrics requires workload name');
  await withCluster(flags, async (cluster) => {
    const namespace = flags.istioNamespace;
    const [pod] = await podsWithLabels(cluster, PROMETHEUS, namespace);
    if (!pod) {
      throw new IstioctlError('no Prometheus pods found', {
        hint: `namespace ${namespace} has no pod with the label ${PROMETHEUS}; --istioNamespace names another`,
      });
    }
    session.print(metricsHeader());
    const range = formatDuration(flags.duration);
    for (const workload of argv.map(String)) {
      session.print(metricsLine(workload, await metricsOf(cluster, pod, workload, range)));
    }
  });
}

/** Throws an IstioctlError that names every query which got no number. */
async function metricsOf(
  cluster: ConnectedCluster,
  pod: PodKey,
  workload: string,
  range: string,
): Promise<WorkloadMetrics> {
  const metrics: WorkloadMetrics = {totalRps: 0, errorRps: 0, p50: 0, p90: 0, p99: 0};
  const failures: string[] = [];
  const queries = queriesOf(workload, range);
  for (const metric of METRICS) {
    try {
      metrics[metric] = await instant(cluster, pod, queries[metric]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`query() failure for '${queries[metric]}': ${reason}`);
    }
  }
  if (failures.length === 0) return metrics;
  throw new IstioctlError(
    `could not build metrics for workload '${workload}': error retrieving some metrics: ${listOfErrors(failures)}\n`,
  );
}

/** The answer to an instant query, as of now. */
async function instant(cluster: ConnectedCluster, pod: PodKey, query: string): Promise<number> {
  const {status, body} = await askPod(
    cluster,
    pod,
    {port: PORT, failure: 'could not reach Prometheus'},
    {
      method: 'POST',
      path: '/api/v1/query',
      headers: {'Content-Type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({query, time: String(Date.now() / 1000)}).toString(),
    },
  );
  // Prometheus explains a refused query in the body of a 400 or 422.
  if (status >= 500) throw new Error(`server_error: server error: ${status}`);
  if (status === 404 || status < 200) throw new Error(`client_error: ${statusLine(status)}`);
  return numberIn(body.toString('utf8'));
}
