// SPDX-License-Identifier: Apache-2.0
import {type LazyCluster, withLazyCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {checkXdsFlags, type XdsFlagValues} from '../../cli/flags/istiod.js';
import type {XdsOptions, XdsServer} from '../../io/istiod/connect.js';

/** The istiods that a command line means. */
export interface Istiods {
  servers: XdsServer[];
  /** Who asks. */
  asker: {namespace: string; address: string};
  /** The cluster they run in, connected to when it is first asked for. */
  cluster: LazyCluster;
}

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
  const {findXdsServers, privateAddress} = await import('../../io/istiod/connect.js');
  const asker = {namespace: flags.istioNamespace, address: privateAddress()};
  const revision = defaultRevision && !flags['xds-address'] ? await revisionOf(flags, cluster) : flags.revision;
  const servers = await findXdsServers(xdsOptions(flags, revision ?? ''), cluster);
  return {servers, asker, cluster};
}

async function revisionOf({revision}: XdsFlagValues, cluster: LazyCluster): Promise<string> {
  if (revision) return revision;
  const {revisionOrDefault} = await import('../../io/istiod/find.js');
  return revisionOrDefault(await cluster(), revision);
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
