// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import {checkAdminPort, formatOf, type ProxyFormat, proxyFlags} from '../../cli/flags/proxy.js';
import {usageMistake} from '../../errors.js';
import {type DumpFile, readDumpFile} from '../../io/dump-file.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';
import type {Terminal} from '../../io/terminal.js';

/** The ztunnel to look at: its pod, what leads to it, or a pod on its node. */
export const ztunnelTarget = {
  target: Args.string({description: 'Pod of ztunnel, or one whose node has a ztunnel; any ztunnel when left out'}),
};

/** What every command has that shows what a ztunnel holds. */
export function ztunnelFlags() {
  return {
    ...proxyFlags(),
    node: Flags.string({summary: 'Ask the ztunnel of this node', helpValue: 'NODE'}),
  };
}

/** The flags that say which ztunnel is meant. */
export type ZtunnelFlagValues = PodFlagValues & {
  istioNamespace: string;
  'proxy-admin-port': number;
  node?: string | undefined;
};

export interface ZtunnelInputRequest {
  argv: readonly unknown[];
  flags: ZtunnelFlagValues & {file?: string | undefined; output: string};
  /** Whether one ztunnel has to be named where there are several, since each has its own answer. */
  single?: boolean;
}

export interface ZtunnelInput {
  text: DumpFile;
  format: ProxyFormat;
  /** The pod that was named, where it is no ztunnel: what concerns it is asked for. */
  workload: PodKey | undefined;
}

/**
 * The dump that a command line asks for, from its file or from a ztunnel, and the format. Throws an IstioctlError where
 * several are named, where the file cannot be read, and for every hop that fails.
 */
export async function readZtunnelInput(
  {argv, flags, single = false}: ZtunnelInputRequest,
  terminal: Terminal,
): Promise<ZtunnelInput> {
  checkAdminPort(flags['proxy-admin-port']);
  const given = [flags.file !== undefined, argv.length === 1, flags.node !== undefined].filter(Boolean);
  if (given.length > 1) throw usageMistake('at most one of --file, --node, or pod name must be passed');
  const format = formatOf(flags.output);
  if (flags.file !== undefined) return {text: await readDumpFile(flags.file, terminal), format, workload: undefined};
  const [target] = argv.map(String);
  return withZtunnels(flags, async (cluster, namespace) => {
    const {ztunnelOf} = await import('../../io/kube/pods/ztunnel.js');
    const {proxyAdmin} = await import('../../io/kube/pods/proxy-admin.js');
    const {node, istioNamespace} = flags;
    const {ztunnel, workload} = await ztunnelOf(cluster, {target, node, namespace, istioNamespace, single});
    const name = `${ztunnel.name}.${ztunnel.namespace}`;
    const failure = `failed to execute command on ${name} Ztunnel`;
    const bytes = await proxyAdmin(cluster, ztunnel, {port: flags['proxy-admin-port'], failure}).get('config_dump');
    return {text: {bytes, name}, format, workload};
  });
}

/** As `withCluster`; a name without a namespace is meant in that of the control plane, unless `-n` is given. */
export function withZtunnels<T>(
  flags: ZtunnelFlagValues,
  use: (cluster: ConnectedCluster, namespace: string) => Promise<T>,
): Promise<T> {
  return withCluster(flags, (cluster) => use(cluster, flags.namespace || flags.istioNamespace));
}
