// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {withLazyCluster} from '../../cli/cluster.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {FoundKind, KubeObject} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type PodKey, parsePodTarget, podsOf} from '../../io/kube/pods/pod-target.js';
import {proxyAdmin} from '../../io/kube/pods/proxy-admin.js';
import {quantity} from '../../quantity.js';
import {visible} from '../../writer/visible.js';
import {askFirst, type Conversation} from '../../xds/ask.js';
import {DEBUG, debugText, resourcesOf} from '../../xds/discovery.js';
import type {Laggard} from '../../xds/distribution.js';
import {unconfirmedSections, VERSIONS_PAGE} from '../../xds/proxy-versions.js';
import {type WaitResult, waitForDistribution} from '../../xds/wait.js';
import {existingResource, parseResource} from '../describe/named-resource.js';
import {findIstiods} from './find.js';

/** An istiod that says nothing is asked again after this many milliseconds. */
const ASK = 10_000;

export type WaitFlags = GlobalFlagValues &
  XdsFlagValues &
  FlagValues<typeof adminPort> & {
    for: string;
    proxy?: string[] | undefined;
    timeout: number;
  };

/** Waits until a resource has reached the proxies, and says which it has not reached. */
export async function waitUntilDistributed(session: Session, argv: readonly string[], flags: WaitFlags): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  // `distribution` is what the condition was called in Istio before 1.23.
  if (!['distributed', 'distribution', 'delivery'].includes(flags.for)) {
    throw new IstioctlError(`--for ${flags.for}: the only condition is distributed`, {exitCode: ExitCode.Usage});
  }
  await withLazyCluster(flags, async (connect) => {
    const cluster = await connect();
    const namespace = flags.namespace || cluster.origin.namespace;
    const object = await existingResource(cluster, parseResource(argv.join('/'), namespace), checkKind);
    const pods = await podsIn(cluster, flags.proxy ?? [], namespace);
    const asking = {...flags, timeout: Math.min(ASK, flags.timeout || ASK)};
    const {servers, asker} = await findIstiods(asking, {defaultRevision: false}, connect);
    const conversation = {servers, asker, descriptors: await loadDescriptors()};
    const result = await waitForDistribution({
      conversation,
      object,
      only: pods && pods.map(idOf),
      inspect: () => inspect(cluster, conversation, pods ?? [], flags['proxy-admin-port']),
      timeout: flags.timeout,
      now: Date.now,
      sleep,
      onProgress: () => {},
    });
    report(session, object, result, flags.timeout);
  });
}

async function podsIn(
  cluster: ConnectedCluster,
  targets: readonly string[],
  namespace: string,
): Promise<PodKey[] | undefined> {
  if (targets.length === 0) return undefined;
  const found = await Promise.all(targets.map((target) => podsOf(cluster, parsePodTarget(target, namespace))));
  const pods = found.flat();
  if (pods.length === 0) throw new IstioctlError(`no pods match ${targets.join(', ')}`);
  return pods;
}

function report(
  session: Session,
  {kind, metadata}: KubeObject,
  {outcome, laggards, proxies}: WaitResult,
  timeout: number,
): void {
  const name = `${kind}/${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  if (outcome === 'distributed') {
    session.print(`${name} has reached ${quantity(proxies, 'proxy', 'proxies')}\n`);
    return;
  }
  for (const laggard of laggards) session.print(`${visible(`${laggard.name}: ${laggard.reason}`)}\n`);
  if (outcome === 'refused') {
    throw new IstioctlError(`${name} has not reached all proxies: ${laggards.length} refused what they were sent`, {
      hint: 'The log of such a proxy says why; istioctl proxy-status -v 1 shows the types.',
    });
  }
  const within = timeout === 0 ? '' : ` within ${timeout / 1000}s`;
  throw new IstioctlError(`${name} has not reached all proxies${within}`, {
    exitCode: timeout === 0 ? ExitCode.Failed : ExitCode.TimedOut,
  });
}

const idOf = ({name, namespace}: PodKey): string => `${name}.${namespace}`;

/** Groups of which istiod knows the objects one by one. */
const CONFIGURATION = /(^|\.)istio\.io\/|^gateway\.networking\.k8s\.io\//;

/** Throws an IstioctlError for kinds that istiod keeps no account of. */
function checkKind({apiVersion, kind}: FoundKind): void {
  if (CONFIGURATION.test(apiVersion)) return;
  throw new IstioctlError(`istiod does not tell how far a ${kind} has come`, {
    hint: 'It does of resources of Istio and of the Gateway API.',
  });
}

/** Which of the pods hold something else than they confirmed, or cannot be looked into. */
async function inspect(
  cluster: ConnectedCluster,
  conversation: Conversation,
  pods: readonly PodKey[],
  port: number,
): Promise<Laggard[]> {
  const found = await Promise.all(
    pods.map(async (pod): Promise<Laggard[]> => {
      const name = idOf(pod);
      try {
        const admin = proxyAdmin(cluster, pod, {port, failure: 'could not be looked into'});
        const stats = String(await admin.get(VERSIONS_PAGE));
        const sections = unconfirmedSections(await connectionsPage(conversation, name), stats, name);
        const reason = `holds ${sections.join(' and ')} of another version than it confirmed`;
        return sections.length === 0 ? [] : [{name, reason, refused: false}];
      } catch (error) {
        if (error instanceof IstioctlError) return [{name, reason: error.message, refused: false}];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** The page syncz of the istiod that a proxy is connected to; of the last one where none says so. */
async function connectionsPage(conversation: Conversation, proxy: string): Promise<string> {
  let page = '[]';
  for (const server of conversation.servers) {
    const {answers} = await askFirst({...conversation, servers: [server]}, {typeUrl: DEBUG, resourceNames: ['syncz']});
    page = answers.flatMap(({response}) => resourcesOf(response)).map(debugText)[0] ?? page;
    if (page.includes(JSON.stringify(proxy))) return page;
  }
  return page;
}
