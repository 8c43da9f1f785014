// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {part, selects, text, texts} from './objects.js';

/** What mTLS a workload asks of its clients, and which resources say so. */
export interface EffectiveMtls {
  mode: string;
  /** Ports with a mode of their own, by number. */
  ports: [port: string, mode: string][];
  applied: KubeObject[];
}

const UNSET = 'UNSET';

/**
 * Joins the PeerAuthentications of the root namespace and of the pod's, in that order, as istiod does: mesh, namespace,
 * workload, the oldest of each; what is unset inherits (spec/proxy.md §9.1).
 */
export function effectiveMtls(
  candidates: readonly KubeObject[],
  labels: Record<string, string>,
  rootNamespace: string,
): EffectiveMtls {
  const applied = candidates.filter((each) => selects(selectorOf(each), labels));
  const byAge = applied.toSorted((a, b) => (age(a) < age(b) ? -1 : age(a) > age(b) ? 1 : 0));
  const isRoot = ({metadata}: KubeObject): boolean => metadata.namespace === rootNamespace;
  const hasSelector = (each: KubeObject): boolean => Object.keys(selectorOf(each)).length > 0;
  const mesh = byAge.find((each) => isRoot(each) && !hasSelector(each));
  const namespace = byAge.find((each) => !isRoot(each) && !hasSelector(each));
  const workload = byAge.find((each) => !isRoot(each) && hasSelector(each));
  let mode = 'PERMISSIVE';
  for (const each of [mesh, namespace, workload]) {
    const own = text(part(each?.['spec'], 'mtls'), 'mode') || UNSET;
    if (own !== UNSET) mode = own;
  }
  const ports = Object.entries(part(workload?.['spec'], 'portLevelMtls')).map(([port, value]): [string, string] => {
    const own = text(value, 'mode') || UNSET;
    return [port, own === UNSET ? mode : own];
  });
  return {mode, ports: ports.sort(([a], [b]) => Number(a) - Number(b)), applied};
}

function selectorOf(policy: KubeObject): Record<string, string> {
  return texts(part(policy['spec'], 'selector'), 'matchLabels');
}

function age({metadata}: KubeObject): string {
  return metadata.creationTimestamp ?? '';
}
