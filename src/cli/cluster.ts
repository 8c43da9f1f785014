// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import type {ConnectedCluster, ConnectOptions} from '../io/kube/connect.js';
import {visible} from '../writer/visible.js';
import {BadValue, parseDuration} from './argv/flag-value.js';

/** The values of the global flags that say which cluster is meant. */
export interface ClusterFlagValues {
  /** A snapshot to read in place of a cluster. */
  from?: string | undefined;
  kubeconfig?: string | undefined;
  context?: string | undefined;
  as?: string | undefined;
  'as-group'?: string[] | undefined;
  'as-uid'?: string | undefined;
  'kubeclient-timeout'?: string | undefined;
  /** What kubectl calls the same; it wins. */
  'request-timeout'?: string | undefined;
}

/** The cluster that the global flags name. Throws for a timeout that is no duration. */
export function clusterOptions(flags: ClusterFlagValues): ConnectOptions {
  return {
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    impersonation: {user: flags.as, groups: flags['as-group'], uid: flags['as-uid']},
    requestTimeout: flags['request-timeout']
      ? timeoutOf(flags['request-timeout'], 'request-timeout')
      : timeoutOf(flags['kubeclient-timeout'] ?? '15s', 'kubeclient-timeout'),
    say: (line) => void process.stderr.write(`${visible(line)}\n`),
  };
}

/**
 * Connects to the cluster that the flags name, or opens the snapshot in its place; whoever calls it ends the connections.
 *
 * @param more What else a connection is made with.
 */
export async function openCluster(
  flags: ClusterFlagValues,
  more: Partial<ConnectOptions> = {},
): Promise<ConnectedCluster> {
  if (flags.from !== undefined) {
    const {openSnapshot} = await import('./snapshot.js');
    const {snapshotCluster} = await import('../snapshot/read/cluster.js');
    return snapshotCluster(await openSnapshot(flags.from));
  }
  const {connect} = await import('../io/kube/connect.js');
  return connect({...clusterOptions(flags), ...more});
}

/** The values of the global flags that say where pods are looked for. */
export type PodFlagValues = ClusterFlagValues & {namespace?: string | undefined};

/**
 * Connects to the cluster that the flags name, and ends the connections afterwards. `namespace` is where a name
 * without one is meant: `-n`, else the namespace of the context.
 */
export async function withCluster<T>(
  flags: PodFlagValues,
  use: (cluster: ConnectedCluster, namespace: string) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(flags);
  try {
    return await use(cluster, flags.namespace || cluster.origin.namespace);
  } finally {
    cluster.close();
  }
}

/** A cluster that is connected to when it is first asked for, and then stays. */
export type LazyCluster = () => Promise<ConnectedCluster>;

/** Runs `use` with a cluster that is connected to at most once, when it is first asked for, and left at the end. */
export async function withLazyCluster<T>(
  flags: ClusterFlagValues,
  use: (cluster: LazyCluster) => Promise<T>,
): Promise<T> {
  let connected: Promise<ConnectedCluster> | undefined;
  const cluster: LazyCluster = () => {
    connected ??= openCluster(flags);
    return connected;
  };
  try {
    return await use(cluster);
  } finally {
    const open = await connected?.catch(() => undefined);
    open?.close();
  }
}

function timeoutOf(text: string, flag: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new IstioctlError(`invalid argument "${text}" for "--${flag}" flag: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.Usage,
      reference: {message: `error parsing ${flag}: ${error.goReason}`, exitCode: ExitCode.Failed},
    });
  }
}
