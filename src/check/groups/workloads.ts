// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {quantity} from '../../quantity.js';
import {choiceOf} from '../../revision/usage.js';
import {check, failed, following, ok, someOf} from '../check.js';
import {type Refused, refusedWorkloads} from '../refused-pods.js';
import {ambientNamespaces} from './ambient-pods.js';

export const WORKLOADS = [
  check({
    id: 'C054',
    group: 'proxies',
    title: 'workloads of the mesh can make their pods',
    when: 'after',
    doc: `The API server refuses pods that a PodSecurity level, a quota or an admission webhook does not let through, and the
workload goes on with the pods it has, or with none. The sidecar's init container is what a restricted namespace refuses:
istio-cni does without it. A webhook of Istio that nobody answers refuses every pod that it is asked about.`,
    needs: ['makers', 'createFailures', 'namespaces'],
    run({makers, createFailures, namespaces, settings: {istioNamespace, namespace}}) {
      const mesh = meshNamespaces(namespaces, istioNamespace);
      const refused = refusedWorkloads(makers, createFailures).filter(
        (each) =>
          (namespace === undefined || each.namespace === namespace) &&
          (mesh.has(each.namespace) || each.reason.includes('istio')),
      );
      if (refused.length === 0) return makers.length === 0 ? [] : [ok('no workload of the mesh is refused its pods')];
      return [...byReason(refused)].map(([reason, makers]) => {
        const text = `${quantity(makers.length, 'workload')} cannot make ${makers.length === 1 ? 'its' : 'their'} pods: ${someOf(makers)}`;
        const outcome = failed(text, reason);
        return /no endpoints available for service "istiod/.test(reason) ? following(outcome, 'C020') : outcome;
      });
    },
  }),
];

/** Namespaces whose pods are of the mesh, and that of the control plane. */
function meshNamespaces(namespaces: readonly KubeObject[], istioNamespace: string): Set<string> {
  const injected = namespaces.filter(({metadata}) => choiceOf(metadata.labels ?? {}) !== undefined);
  return new Set([
    istioNamespace,
    ...[...injected, ...ambientNamespaces(namespaces)].map(({metadata}) => metadata.name),
  ]);
}

function byReason(refused: readonly Refused[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const {reason, maker} of refused) found.set(reason, [...(found.get(reason) ?? []), maker]);
  return found;
}
