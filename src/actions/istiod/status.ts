// SPDX-License-Identifier: Apache-2.0
import {now} from '../../cli/clock.js';
import {type LazyCluster, withLazyCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, usageMistake} from '../../errors.js';
import {readDumpFile} from '../../io/dump-file.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type PodKey, parsePodTarget, podOf} from '../../io/kube/pods/pod-target.js';
import {isZtunnel} from '../../io/kube/pods/ztunnel.js';
import {comparisonText, lastLoaded} from '../../writer/xds/comparison.js';
import {type Answers, askAll} from '../../xds/ask.js';
import {COMPARED_KINDS, envoySide, istiodSide, routesUpdated} from '../../xds/compare.js';
import {proxyConfiguration} from '../../xds/configuration.js';
import {SYNC_STATUS} from '../../xds/discovery.js';
import {partialFailure} from '../../xds/partial.js';
import {type ProxyStatus, proxyNamespace, proxyStatuses} from '../../xds/sync-status.js';
import {findIstiods, type Istiods, withIstiods} from './find.js';

const FORMATS = ['table', 'json', 'yaml'] as const;

type Format = (typeof FORMATS)[number];

type ProxyStatusFlags = XdsFlagValues & {
  namespace?: string | undefined;
  file?: string | undefined;
  output: string;
  verbosity: number;
  stale: boolean;
  disconnected: boolean;
  'proxy-admin-port': number;
};

/** Lists the proxies that istiod knows, or compares one with istiod; fails where they differ or are behind. */
export async function proxyStatus(
  session: Session,
  argv: readonly string[],
  flags: ProxyStatusFlags,
): Promise<ExitCode | void> {
  checkAdminPort(flags['proxy-admin-port']);
  // The Go istioctl finds it when istiod has answered.
  if (!isCompatible(flags.compat)) formatOf(flags.output);
  const [target] = argv.map(String);
  if (target !== undefined) {
    const same = await withLazyCluster(flags, (cluster) => compare(session, target, flags, cluster));
    // The reference says "Don't Match" and ends well (users' D16).
    if (!same && !isCompatible(flags.compat)) return ExitCode.Failed;
    return undefined;
  }
  // Of another revision's proxies istiod knows nothing: who is connected nowhere, only all istiods can tell.
  const defaultRevision = !flags.disconnected;
  return withIstiods(flags, {defaultRevision}, (istiods) => list(session, istiods, flags));
}

/** Whether the proxy has what istiod would have it have. */
async function compare(
  session: Session,
  target: string,
  flags: ProxyStatusFlags,
  connect: LazyCluster,
): Promise<boolean> {
  const cluster = await connect();
  const pod = await podOf(cluster, parsePodTarget(target, flags.namespace || cluster.origin.namespace));
  const id = `${pod.name}.${pod.namespace}`;
  if (await isZtunnel(cluster, pod)) {
    session.print(`Sync diff is not available for ztunnel pod ${id}\n`);
    return true;
  }
  const descriptors = await loadDescriptors();
  const asked = findIstiods(flags, {defaultRevision: true}, connect).then(({servers, asker}) =>
    proxyConfiguration({servers, asker, descriptors}, id),
  );
  asked.catch(() => {}); // Both are asked at once; that the proxy fails is told first.
  const dump = await envoyDump(session, cluster, pod, flags);
  const sections = await asked;
  let same = true;
  for (const kind of COMPARED_KINDS) {
    const note = kind === 'Routes' ? lastLoaded(routesUpdated(dump)) : '';
    const sides = [istiodSide(descriptors, sections, kind), envoySide(descriptors, dump, kind)] as const;
    const comparison = comparisonText(kind, ...sides, {note});
    session.print(comparison.text);
    same &&= comparison.same;
  }
  return same;
}

async function envoyDump(
  session: Session,
  cluster: ConnectedCluster,
  pod: PodKey,
  flags: ProxyStatusFlags,
): Promise<ConfigDump> {
  if (flags.file !== undefined) return readConfigDump(await readDumpFile(flags.file, session.terminal));
  const {proxyAdmin} = await import('../../io/kube/pods/proxy-admin.js');
  const admin = proxyAdmin(cluster, pod, {port: flags['proxy-admin-port'], failure: 'could not contact sidecar'});
  return readConfigDump({bytes: await admin.get('config_dump'), name: `${pod.name}.${pod.namespace}`});
}

/** Returns 1 where proxies are listed because something is wrong with them. */
async function list(session: Session, istiods: Istiods, flags: ProxyStatusFlags): Promise<ExitCode | void> {
  const {servers, asker} = istiods;
  const conversation = {servers, asker, descriptors: await loadDescriptors()};
  const answered = await askAll(conversation, {typeUrl: SYNC_STATUS});
  const format = formatOf(flags.output);
  const partial = partialFailure(answered.failures, servers.length);
  const proxies = proxyStatuses(answered.answers, flags.namespace || undefined);
  await warnOfRefusals(session, flags['xds-address'] ? undefined : istiods.cluster, proxies, flags.istioNamespace);
  if (flags.stale || flags.disconnected) {
    const found = await problems(session, istiods, proxies, flags, format);
    if (partial !== undefined) throw partial;
    return found ? ExitCode.Failed : ExitCode.Ok;
  }
  await show(session, answered, proxies, flags, format);
  if (partial !== undefined) throw partial;
  return ExitCode.Ok;
}

/** What a proxy refused is why it does not do what its configuration says. */
async function warnOfRefusals(
  session: Session,
  cluster: LazyCluster | undefined,
  proxies: readonly ProxyStatus[],
  istioNamespace: string,
): Promise<void> {
  if (!proxies.some(({types}) => types.some(({refusal}) => refusal !== undefined))) return;
  const {refusalLines} = await import('./refusals.js');
  for (const line of await refusalLines(cluster, proxies, istioNamespace)) session.say(`Warning: ${line}`);
}

async function show(
  session: Session,
  {answers}: Answers,
  proxies: ProxyStatus[],
  flags: ProxyStatusFlags,
  format: Format,
): Promise<void> {
  if (format === 'table') {
    const {statusTable, verboseStatusTable} = await import('../../writer/xds/status.js');
    session.print(flags.verbosity >= 1 ? verboseStatusTable(proxies, now().getTime()) : statusTable(proxies));
    return;
  }
  const {responsesText} = await import('../../writer/xds/responses.js');
  const {namespace} = flags;
  const keep = (resource: Parameters<typeof proxyNamespace>[0]): boolean =>
    !namespace || proxyNamespace(resource) === namespace;
  session.print(await responsesText(answers, format, {keep, apart: isCompatible(flags.compat)}));
}

/** Whether there are any. */
async function problems(
  session: Session,
  istiods: Istiods,
  proxies: ProxyStatus[],
  flags: ProxyStatusFlags,
  format: Format,
): Promise<boolean> {
  const {byId, disconnectedProxies, staleProxies} = await import('../../xds/problems.js');
  const {problemsText} = await import('../../writer/xds/problems.js');
  const problems = flags.stale ? staleProxies(proxies) : [];
  if (flags.disconnected) {
    const {proxyPods} = await import('../../xds/proxy-pods.js');
    const cluster = await istiods.cluster();
    const pods = proxyPods(
      await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace: flags.namespace || undefined}),
    );
    const {revision} = flags;
    problems.push(...disconnectedProxies(revision ? pods.filter((pod) => pod.revision === revision) : pods, proxies));
  }
  session.print(problemsText(problems.sort(byId), format, now().getTime()));
  if (problems.length === 0 && format === 'table')
    session.say(`None of ${proxies.length} connected proxies is behind.`);
  return problems.length > 0;
}

/** @throws IstioctlError (exit 64) for a format that does not exist. */
function formatOf(output: string): Format {
  const format = FORMATS.find((each) => each === output);
  if (format) return format;
  throw usageMistake(`output format ${JSON.stringify(output)} not supported`, {
    hint: `there are ${FORMATS.join(', ')}`,
  });
}
