// SPDX-License-Identifier: Apache-2.0
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import type {SelectionFlagValues} from '../../cli/flags/fleet.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {liveSource} from '../../fleet/live-source.js';
import type {Proxy, ProxyRole} from '../../fleet/proxy.js';
import type {ProxySource} from '../../fleet/source.js';
import {readDumpFile} from '../../io/dump-file.js';
import {isFolder} from '../../io/files.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {isReport, readReport} from '../../io/report-files.js';
import type {Terminal} from '../../io/terminal.js';
import {eitherDumpOrConfig} from './dump.js';

/** The proxies that a command line means, and where to ask them. */
export interface ChosenProxies {
  source: ProxySource;
  proxies: Proxy[];
  /** Where they run; undefined for what was saved. */
  cluster?: ConnectedCluster;
}

/**
 * Finds the proxies that a command line means and passes them on; connections end afterwards. Throws an IstioctlError
 * where the flags contradict each other, and where no proxy is found.
 */
export async function withProxies<T>(
  targets: readonly string[],
  flags: SelectionFlagValues,
  terminal: Terminal,
  use: (chosen: ChosenProxies) => Promise<T>,
): Promise<T> {
  checkSelection(targets, flags);
  const {file, config} = flags;
  if (config !== undefined) {
    if (file !== undefined) throw eitherDumpOrConfig();
    return withPreviews(targets, config, flags, terminal, use);
  }
  if (file !== undefined) {
    const source = await savedSource(file, terminal);
    return use({source, proxies: await found(source, targets, flags, flags.namespace)});
  }
  return withLiveSource(flags, async (source, cluster, namespace) =>
    use({source, proxies: await found(source, targets, flags, namespace), cluster}),
  );
}

/** Passes on proxies as istiod would configure them in the mesh of files. */
async function withPreviews<T>(
  targets: readonly string[],
  config: readonly string[],
  flags: SelectionFlagValues,
  terminal: Terminal,
  use: (chosen: ChosenProxies) => Promise<T>,
): Promise<T> {
  const {previewedProxies} = await import('../preview/proxy.js');
  const {sayMissing} = await import('../preview/incomplete.js');
  const {source, notSimulated} = await previewedProxies({config, flags}, terminal);
  const result = await use({source, proxies: await found(source, targets, flags, flags.namespace)});
  const exitCode = sayMissing({notSimulated}, terminal);
  if (exitCode === undefined) return result;
  throw new IstioctlError('the list is incomplete: not all of the configuration is simulated', {exitCode});
}

/** Connects to the cluster that the flags name, and to the proxies in it; connections end afterwards. */
export async function withLiveSource<T>(
  flags: PodFlagValues & {'proxy-admin-port': number},
  use: (source: ProxySource, cluster: ConnectedCluster, namespace: string) => Promise<T>,
): Promise<T> {
  return withCluster(flags, async (cluster, namespace) => {
    const {parsePodTarget, podsOf} = await import('../../io/kube/pods/pod-target.js');
    const {configDumpPart, proxyAdmin} = await import('../../io/kube/pods/proxy-admin.js');
    const options = {port: flags['proxy-admin-port'], failure: 'its proxy'};
    const source = liveSource({
      listPods: (chosen) => cluster.list({apiVersion: 'v1', kind: 'Pod'}, chosen),
      podsOf: (target) => podsOf(cluster, parsePodTarget(target, namespace)),
      admin: (pod, path) => configDumpPart(proxyAdmin(cluster, pod, options), path),
    });
    return use(source, cluster, namespace);
  });
}

async function savedSource(file: string, terminal: Pick<Terminal, 'readStdinBytes'>): Promise<ProxySource> {
  if (file !== '-' && isReport(file)) {
    const {reportSource} = await import('../../fleet/report-source.js');
    return reportSource(await readReport(file));
  }
  if (file !== '-' && isFolder(file)) {
    const {readSnapshot} = await import('../../io/snapshot-folder.js');
    const {snapshotSource} = await import('../../fleet/snapshot-source.js');
    return snapshotSource(readSnapshot(file));
  }
  const {fileSource} = await import('../../fleet/file-source.js');
  return fileSource(await readDumpFile(file, terminal));
}

function checkSelection(targets: readonly string[], flags: SelectionFlagValues): void {
  const {concurrency = 1, selector, gateways, waypoints} = flags;
  if (concurrency < 1) throw usage('--concurrency must be at least 1');
  if (targets.length === 0) return;
  if (selector !== undefined || gateways || waypoints || flags['all-namespaces']) {
    throw usage('name proxies or choose them with -A, -l, --gateways and --waypoints, not both');
  }
}

async function found(
  source: ProxySource,
  targets: readonly string[],
  flags: SelectionFlagValues,
  namespace: string | undefined,
): Promise<Proxy[]> {
  const roles: ProxyRole[] = [
    ...(flags.gateways ? ['gateway' as const] : []),
    ...(flags.waypoints ? ['waypoint' as const] : []),
  ];
  const where = flags['all-namespaces'] ? undefined : namespace;
  const proxies = await source.find({targets, namespace: where, labels: flags.selector, roles});
  if (proxies.length > 0) return proxies;
  const place = where === undefined ? '' : ` in namespace ${where}`;
  throw new IstioctlError(
    `no proxies found${place}`,
    where === undefined ? {} : {hint: '-A looks into all namespaces'},
  );
}

function usage(message: string): IstioctlError {
  return new IstioctlError(message, {exitCode: ExitCode.Usage});
}
