// SPDX-License-Identifier: Apache-2.0

import {setTimeout as sleep} from 'node:timers/promises';
import type {Check as CheckDefinition, Group} from '../../check/check.js';
import type {AskIstiods, CheckSettings} from '../../check/facts.js';
import {type CheckReport, runChecks, selectChecks} from '../../check/run.js';
import {now} from '../../cli/clock.js';
import {openCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {reachIstiods} from '../../io/istiod/reachable.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {quantity} from '../../quantity.js';
import {REVISION} from '../../revision/labels.js';
import {ISTIO_VERSION as version} from '../../version/client-version.js';
import {checkJson} from '../../writer/check/json.js';
import {checkJunit} from '../../writer/check/junit.js';
import {checkText} from '../../writer/check/text.js';

/** Milliseconds between rounds of `--wait`. */
const INTERVAL = 2000;

export interface CheckMeshFlags extends GlobalFlagValues {
  'all-namespaces': boolean;
  ambient: boolean;
  certs: boolean;
  only?: string[] | undefined;
  output: string;
  pre: boolean;
  proxy: boolean;
  skip?: string[] | undefined;
  strict: boolean;
  wait?: number | undefined;
}

/** Says whether a mesh is healthy, or whether a cluster is fit for one. */
export async function checkMesh(session: Session, flags: CheckMeshFlags): Promise<void> {
  const groups: Group[] = [
    ...(flags.proxy ? ['proxies' as const] : []),
    ...(flags.ambient ? ['ambient' as const] : []),
    ...(flags.certs ? ['certificates' as const] : []),
  ];
  const {only = [], skip = [], pre: before = false} = flags;
  const checks = selectChecks({before, groups, only, skip});
  if (checks.length === 0) throw new IstioctlError('these flags leave no check to make', {exitCode: ExitCode.Usage});
  const namespace = flags['all-namespaces'] ? undefined : flags.namespace;
  const settings = {istioNamespace: flags.istioNamespace, namespace, version, now: now()};
  const cluster = await openCluster(flags);
  try {
    // Without it every check would say the same.
    await cluster.serverVersion();
    const report = await untilHealthy(session, cluster, checks, settings, flags.wait);
    session.print(written(session, report, flags.output));
    const failure = failureOf(report, {waited: flags.wait, strict: flags.strict ?? false});
    if (failure !== undefined) throw failure;
  } finally {
    cluster.close();
  }
}

async function untilHealthy(
  session: Session,
  cluster: ConnectedCluster,
  checks: readonly CheckDefinition[],
  settings: CheckSettings,
  wait = 0,
): Promise<CheckReport> {
  const deadline = Date.now() + wait;
  let told = '';
  for (;;) {
    const report = await runChecks(cluster, checks, settings, askIstiods);
    const left = deadline - Date.now();
    if (report.counts.failed === 0 || left <= 0) return report;
    const failing = report.results.filter(({level}) => level === 'failed').map(({text}) => text);
    const text = `Waiting: ${failing[0]}${failing.length > 1 ? `, and ${failing.length - 1} more` : ''}`;
    if (text !== told) session.say(text);
    told = text;
    await sleep(Math.min(INTERVAL, left));
  }
}

function written(session: Session, report: CheckReport, format: string): string {
  if (format === 'json') return checkJson(report);
  if (format === 'junit') return checkJunit(report);
  return checkText(report, {color: session.terminal.interactive});
}

const askIstiods: AskIstiods = async (cluster, istioNamespace) => {
  const istiods = await reachIstiods(cluster, istioNamespace);
  return istiods.map(({pod, ...answers}) => ({
    id: `${pod.metadata.name}.${istioNamespace}`,
    revision: pod.metadata.labels?.[REVISION] ?? 'default',
    ...answers,
  }));
};

function failureOf(
  {counts}: CheckReport,
  {waited, strict}: {waited: number | undefined; strict: boolean},
): IstioctlError | undefined {
  const {failed, skipped} = counts;
  if (failed > 0) {
    const message = `${quantity(failed, 'check')} failed`;
    return new IstioctlError(message, {exitCode: waited === undefined ? ExitCode.Findings : ExitCode.TimedOut});
  }
  if (!strict || skipped === 0) return undefined;
  const message = `${quantity(skipped, 'check')} could not be made`;
  return new IstioctlError(message, {exitCode: ExitCode.NotChecked});
}
