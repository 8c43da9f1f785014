// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {hasLabels} from './labels.js';
import {oldestOf} from './oldest.js';
import type {PodLike} from './pods.js';

type Policy = Resource<'PeerAuthentication'>;

/** What a port of a workload takes from its clients. */
export interface MtlsMode {
  mode: string;
  /** The policy that says so; undefined for the default. */
  policy: Policy | undefined;
}

const UNSET = 'UNSET';

/** Whether a policy is for all workloads of its namespace, or of the mesh. */
export function isForAllWorkloads({spec}: Policy): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

/**
 * Returns what a port of a pod takes, or, without a port, its ports that have no mode of their own: the oldest policy of
 * the workload, of the namespace and of the mesh, the most specific first (istio.io, "PeerAuthentication"). Undefined
 * where that depends on ages or namespaces that are not known.
 */
export function mtlsMode(pod: PodLike, port: number | undefined, resources: Resources): MtlsMode | undefined {
  const {rootNamespace} = resources.meshConfig;
  const isUnplaced = pod.resource.unplaced ?? false;
  const levels: Policy[][] = [[], [], []];
  for (const policy of resources.all('PeerAuthentication')) {
    const forAll = isForAllWorkloads(policy);
    if (!forAll && !hasLabels(pod.labels, policy.spec.selector?.matchLabels)) continue;
    const isRoot = policy.namespace === rootNamespace && !policy.unplaced;
    if (!isRoot && isUnplaced !== (policy.unplaced ?? false)) return undefined;
    // A policy of the root namespace with a selector is for nobody.
    if (isRoot) {
      if (forAll) levels[2]?.push(policy);
    } else if (policy.namespace === pod.namespace) levels[forAll ? 1 : 0]?.push(policy);
  }
  const oldest = levels.map((policies) => (policies.length === 0 ? undefined : (oldestOf(policies) ?? 'unknown')));
  return joined(oldest, port);
}

/** The first mode of policies from the most specific to the least. */
function joined(policies: readonly (Policy | 'unknown' | undefined)[], port: number | undefined): MtlsMode | undefined {
  for (const [level, policy] of policies.entries()) {
    if (policy === 'unknown') return undefined;
    // Modes of ports count for workloads that the policy selects.
    const ownPort = level === 0 && port !== undefined ? policy?.spec.portLevelMtls?.[port]?.mode : undefined;
    for (const mode of [ownPort, policy?.spec.mtls?.mode]) {
      if (mode !== undefined && mode !== UNSET) return {mode, policy};
    }
  }
  return {mode: 'PERMISSIVE', policy: undefined};
}
