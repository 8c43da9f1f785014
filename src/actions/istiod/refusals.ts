// SPDX-License-Identifier: Apache-2.0
import {PATCHING_KINDS, patchesOf} from '../../describe/shaping/patching.js';
import {IstioctlError} from '../../errors.js';
import type {KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {visible} from '../../writer/visible.js';
import {type Refuser, refusalsIn, refusalText} from '../../xds/refusals.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

/**
 * Returns what proxies refused, a line for each, with the objects that may have caused it.
 *
 * @param connect Reaches the cluster, where something was refused; undefined where istiod may be of another cluster.
 */
export async function refusalLines(
  connect: (() => Promise<ConnectedCluster>) | undefined,
  proxies: readonly Refuser[],
  istioNamespace: string,
): Promise<string[]> {
  const refusals = refusalsIn(proxies);
  if (refusals.length === 0) return [];
  const [pods = [], ...lists] = connect ? await listed(connect, [POD, ...PATCHING_KINDS]) : [];
  const patching = {pods, objects: lists.flat(), rootNamespace: istioNamespace};
  return refusals.map((refusal) => visible(refusalText(refusal, patchesOf(refusal.proxies, patching))));
}

/** Objects that say more of what is known already: without a cluster, its kinds or rights to them there are none. */
async function listed(connect: () => Promise<ConnectedCluster>, kinds: readonly ObjectKind[]): Promise<KubeObject[][]> {
  try {
    const cluster = await connect();
    return await Promise.all(kinds.map((kind) => cluster.list(kind).catch(none)));
  } catch (error) {
    return [none(error)];
  }
}

function none(error: unknown): KubeObject[] {
  if (error instanceof IstioctlError) return [];
  throw error;
}
