// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../errors.js';
import type {XdsOptions, XdsServer} from '../io/istiod/connect.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import {type ClusterFlagValues, clusterOptions} from './cluster-options.js';
import {duration, port} from './flags.js';
import {isCompatible} from './render-request.js';

/** How istiod is reached and who we are to it (spec/proxy.md §1.5). */
export const xdsFlags = {
  authority: Flags.string({summary: "Name that istiod's certificate must have", helpValue: 'NAME'}),
  'cert-dir': Flags.string({
    summary: 'Folder with cert-chain.pem, key.pem and root-cert.pem to identify with instead of a token',
    helpValue: 'DIR',
  }),
  insecure: Flags.boolean({summary: 'With --cert-dir, take any certificate of istiod'}),
  plaintext: Flags.boolean({summary: 'Do without TLS; port 15010 usually takes that'}),
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  timeout: duration({summary: 'Time for istiod to answer', default: 30_000, defaultHelp: async () => '30s'}),
  'xds-address': Flags.string({summary: 'Dial this istiod instead of looking for its pods', helpValue: 'HOST:PORT'}),
  'xds-label': Flags.string({summary: "Label selector of istiod's pods", helpValue: 'SELECTOR'}),
  'xds-port': port({summary: "Port of istiod's pods", default: 15012}),
};

export interface XdsFlagValues extends ClusterFlagValues {
  authority?: string | undefined;
  'cert-dir'?: string | undefined;
  compat?: string | undefined;
  insecure: boolean;
  istioNamespace: string;
  plaintext: boolean;
  revision?: string | undefined;
  timeout: number;
  'xds-address'?: string | undefined;
  'xds-label'?: string | undefined;
  'xds-port': number;
}

/** The istiods that a command line means. */
export interface Istiods {
  servers: XdsServer[];
  /** Who asks. */
  asker: {namespace: string; address: string};
  /** The cluster they run in, connected to when it is first asked for. */
  cluster: LazyCluster;
}

/** A cluster that is connected to when it is first asked for, and then stays. */
export type LazyCluster = () => Promise<ConnectedCluster>;

/** Runs `use` with the istiods that the flags mean; every connection ends with it. See {@link findIstiods}. */
export async function withIstiods<T>(
  flags: XdsFlagValues,
  options: {defaultRevision: boolean},
  use: (istiods: Istiods) => Promise<T>,
): Promise<T> {
  checkXdsFlags(flags);
  return withLazyCluster(flags, async (cluster) => use(await findIstiods(flags, options, cluster)));
}

/**
 * Finds the istiods that the flags mean. Without a revision, `defaultRevision` means that of the default tag instead of
 * all. Throws an IstioctlError where none is to be found.
 */
export async function findIstiods(
  flags: XdsFlagValues,
  {defaultRevision}: {defaultRevision: boolean},
  cluster: LazyCluster,
): Promise<Istiods> {
  checkXdsFlags(flags);
  const {findXdsServers, privateAddress} = await import('../io/istiod/connect.js');
  const asker = {namespace: flags.istioNamespace, address: privateAddress()};
  const revision = defaultRevision && !flags['xds-address'] ? await revisionOf(flags, cluster) : flags.revision;
  const servers = await findXdsServers(xdsOptions(flags, revision ?? ''), cluster);
  return {servers, asker, cluster};
}

/** Runs `use` with a cluster that is connected to at most once, when it is first asked for, and left at the end. */
export async function withLazyCluster<T>(
  flags: ClusterFlagValues,
  use: (cluster: LazyCluster) => Promise<T>,
): Promise<T> {
  let connected: Promise<ConnectedCluster> | undefined;
  const cluster: LazyCluster = () => {
    connected ??= import('../io/kube/connect.js').then(({connect}) => connect(clusterOptions(flags)));
    return connected;
  };
  try {
    return await use(cluster);
  } finally {
    const open = await connected?.catch(() => undefined);
    open?.close();
  }
}

async function revisionOf({revision}: XdsFlagValues, cluster: LazyCluster): Promise<string> {
  if (revision) return revision;
  const {revisionOrDefault} = await import('../io/istiod/find.js');
  return revisionOrDefault(await cluster(), revision);
}

/** Throws an IstioctlError for flags that exclude each other. */
export function checkXdsFlags(flags: XdsFlagValues): void {
  if (flags['xds-address'] && flags['xds-label']) {
    throw usageMistake('either --xds-address or --xds-label, not both');
  }
  if (flags.plaintext && flags['cert-dir']) throw usageMistake('either --plaintext or --cert-dir, not both');
}

function xdsOptions(flags: XdsFlagValues, revision: string): XdsOptions {
  return {
    address: flags['xds-address'],
    label: flags['xds-label'],
    port: flags['xds-port'],
    certificates: flags['cert-dir'],
    authority: flags.authority,
    insecure: flags.insecure,
    plaintext: flags.plaintext,
    timeout: flags.timeout,
    namespace: flags.istioNamespace,
    revision,
    compat: isCompatible(flags.compat),
  };
}
