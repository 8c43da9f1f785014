// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {findIstiods, type Istiods, withIstiods} from '../actions/istiod/find.js';
import {type LazyCluster, withLazyCluster} from '../cli/cluster.js';
import {isCompatible} from '../cli/compat.js';
import {integer} from '../cli/flags/global.js';
import {type XdsFlagValues, xdsFlags} from '../cli/flags/istiod.js';
import {adminPort, checkAdminPort, proxyTarget} from '../cli/flags/proxy.js';
import {IstioCommand} from '../cli/istio-command.js';
import {type ConfigDump, readConfigDump} from '../envoy/config-dump.js';
import {loadDescriptors} from '../envoy/proto/descriptors.js';
import {IstioctlError, usageMistake} from '../errors.js';
import {readDumpFile} from '../io/dump-file.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import {type PodKey, parsePodTarget, podOf} from '../io/kube/pod-target.js';
import {isZtunnel} from '../io/kube/ztunnel.js';
import {comparisonText, lastLoaded} from '../writer/xds/comparison.js';
import {type Answers, askAll} from '../xds/ask.js';
import {COMPARED_KINDS, envoySide, istiodSide, routesUpdated} from '../xds/compare.js';
import {proxyConfiguration} from '../xds/configuration.js';
import {SYNC_STATUS} from '../xds/discovery.js';
import {partialFailure} from '../xds/partial.js';
import {type ProxyStatus, proxyNamespace, proxyStatuses} from '../xds/sync-status.js';

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

export default class ProxyStatusCommand extends IstioCommand {
  static override summary =
    'Show which proxies are connected and have what istiod sent them, or compare one with istiod';
  static override task = 'proxies' as const;
  static override aliases = ['ps'];
  static override args = proxyTarget;
  static override strict = false;
  static override mostWords = 1;
  static override examples = [
    {description: 'All proxies', command: '<%= config.bin %> proxy-status'},
    {description: 'How long ago each type was sent', command: '<%= config.bin %> proxy-status -v 1'},
    {
      description: 'Proxies that are behind, and pods whose proxy istiod does not know',
      command: '<%= config.bin %> proxy-status --stale --disconnected',
    },
    {
      description: 'What istiod would have a proxy have, and what it has',
      command: '<%= config.bin %> proxy-status deploy/productpage.shop',
    },
    {
      description: 'An istiod outside the cluster',
      command: '<%= config.bin %> proxy-status --xds-address istiod.example.com:15012',
    },
  ];
  static override flags = {
    ...xdsFlags,
    ...adminPort,
    disconnected: Flags.boolean({summary: 'List pods with a proxy that no istiod knows; exit code 1 if there are any'}),
    file: Flags.string({
      summary: "Compare with this config dump instead of the proxy's; - is standard input",
      helpValue: 'FILE',
    }),
    output: Flags.string({
      char: 'o',
      summary: `Output format: ${FORMATS.join(', ')}`,
      default: 'table',
      helpValue: 'FORMAT',
    }),
    stale: Flags.boolean({summary: 'List proxies that are behind or refused something; exit code 1 if there are any'}),
    verbosity: integer({char: 'v', summary: '1 shows the state and age of every type', default: 0}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyStatusCommand);
    checkAdminPort(flags['proxy-admin-port']);
    // The Go istioctl finds it when istiod has answered.
    if (!isCompatible(flags.compat)) formatOf(flags.output);
    const [target] = argv.map(String);
    if (target !== undefined) {
      const same = await withLazyCluster(flags, (cluster) => this.compare(target, flags, cluster));
      // The reference says "Don't Match" and ends well (users' D16).
      if (!same && !isCompatible(flags.compat)) throw new IstioctlError('');
      return;
    }
    // Of another revision's proxies istiod knows nothing: who is connected nowhere, only all istiods can tell.
    const defaultRevision = !flags.disconnected;
    await withIstiods(flags, {defaultRevision}, (istiods) => this.list(istiods, flags));
  }

  /** Whether the proxy has what istiod would have it have. */
  private async compare(target: string, flags: ProxyStatusFlags, connect: LazyCluster): Promise<boolean> {
    const cluster = await connect();
    const pod = await podOf(cluster, parsePodTarget(target, flags.namespace || cluster.origin.namespace));
    const id = `${pod.name}.${pod.namespace}`;
    if (await isZtunnel(cluster, pod)) {
      this.print(`Sync diff is not available for ztunnel pod ${id}\n`);
      return true;
    }
    const descriptors = await loadDescriptors();
    const asked = findIstiods(flags, {defaultRevision: true}, connect).then(({servers, asker}) =>
      proxyConfiguration({servers, asker, descriptors}, id),
    );
    asked.catch(() => {}); // Both are asked at once; that the proxy fails is told first.
    const dump = await this.envoyDump(cluster, pod, flags);
    const sections = await asked;
    let same = true;
    for (const kind of COMPARED_KINDS) {
      const note = kind === 'Routes' ? lastLoaded(routesUpdated(dump)) : '';
      const sides = [istiodSide(descriptors, sections, kind), envoySide(descriptors, dump, kind)] as const;
      const comparison = comparisonText(kind, ...sides, {note});
      this.print(comparison.text);
      same &&= comparison.same;
    }
    return same;
  }

  private async envoyDump(cluster: ConnectedCluster, pod: PodKey, flags: ProxyStatusFlags): Promise<ConfigDump> {
    if (flags.file !== undefined) return readConfigDump(await readDumpFile(flags.file, this.terminal));
    const {proxyAdmin} = await import('../io/kube/proxy-admin.js');
    const admin = proxyAdmin(cluster, pod, {port: flags['proxy-admin-port'], failure: 'could not contact sidecar'});
    return readConfigDump({bytes: await admin.get('config_dump'), name: `${pod.name}.${pod.namespace}`});
  }

  private async list(istiods: Istiods, flags: ProxyStatusFlags): Promise<void> {
    const {servers, asker} = istiods;
    const conversation = {servers, asker, descriptors: await loadDescriptors()};
    const answered = await askAll(conversation, {typeUrl: SYNC_STATUS});
    const format = formatOf(flags.output);
    const partial = partialFailure(answered.failures, servers.length);
    const proxies = proxyStatuses(answered.answers, flags.namespace || undefined);
    await this.warnOfRefusals(flags['xds-address'] ? undefined : istiods.cluster, proxies, flags.istioNamespace);
    if (flags.stale || flags.disconnected) {
      const found = await this.problems(istiods, proxies, flags, format);
      if (found && partial === undefined) throw new IstioctlError('');
    } else await this.show(answered, proxies, flags, format);
    if (partial !== undefined) throw partial;
  }

  /** What a proxy refused is why it does not do what its configuration says. */
  private async warnOfRefusals(
    cluster: LazyCluster | undefined,
    proxies: readonly ProxyStatus[],
    istioNamespace: string,
  ): Promise<void> {
    if (!proxies.some(({types}) => types.some(({refusal}) => refusal !== undefined))) return;
    const {refusalLines} = await import('../actions/istiod/refusals.js');
    for (const line of await refusalLines(cluster, proxies, istioNamespace)) this.say(`Warning: ${line}`);
  }

  private async show(
    {answers}: Answers,
    proxies: ProxyStatus[],
    flags: ProxyStatusFlags,
    format: Format,
  ): Promise<void> {
    if (format === 'table') {
      const {statusTable, verboseStatusTable} = await import('../writer/xds/status.js');
      this.print(flags.verbosity >= 1 ? verboseStatusTable(proxies, Date.now()) : statusTable(proxies));
      return;
    }
    const {responsesText} = await import('../writer/xds/responses.js');
    const {namespace} = flags;
    const keep = (resource: Parameters<typeof proxyNamespace>[0]): boolean =>
      !namespace || proxyNamespace(resource) === namespace;
    this.print(await responsesText(answers, format, {keep, apart: isCompatible(flags.compat)}));
  }

  /** Whether there are any. */
  private async problems(
    istiods: Istiods,
    proxies: ProxyStatus[],
    flags: ProxyStatusFlags,
    format: Format,
  ): Promise<boolean> {
    const {byId, disconnectedProxies, staleProxies} = await import('../xds/problems.js');
    const {problemsText} = await import('../writer/xds/problems.js');
    const problems = flags.stale ? staleProxies(proxies) : [];
    if (flags.disconnected) {
      const {proxyPods} = await import('../xds/proxy-pods.js');
      const cluster = await istiods.cluster();
      const pods = proxyPods(
        await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace: flags.namespace || undefined}),
      );
      const {revision} = flags;
      problems.push(...disconnectedProxies(revision ? pods.filter((pod) => pod.revision === revision) : pods, proxies));
    }
    this.print(problemsText(problems.sort(byId), format, Date.now()));
    if (problems.length === 0 && format === 'table') this.say(`None of ${proxies.length} connected proxies is behind.`);
    return problems.length > 0;
  }
}

/** @throws IstioctlError (exit 64) for a format that does not exist. */
function formatOf(output: string): Format {
  const format = FORMATS.find((each) => each === output);
  if (format) return format;
  throw usageMistake(`output format ${JSON.stringify(output)} not supported`, {
    hint: `there are ${FORMATS.join(', ')}`,
  });
}
