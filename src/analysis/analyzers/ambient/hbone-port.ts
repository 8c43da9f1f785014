// SPDX-License-Identifier: Apache-2.0

import {DATA_PLANE, dataPlaneOf} from '../../index/ambient.js';
import {labelOf, matchesSelector} from '../../index/labels.js';
import {podsOf} from '../../index/pods.js';
import type {NetworkPolicyRule} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** What ztunnel carries traffic between pods on. */
const HBONE = 15_008;

type Policy = Resource<'NetworkPolicy'>;

/** NetworkPolicies that let the mesh in on ports of applications alone, whereas all of it comes in on port 15008. */
export function* hbonePort(resources: Resources): Generator<Message> {
  for (const namespace of new Set(resources.all('NetworkPolicy').map((policy) => policy.namespace))) {
    const policies = resources.inNamespace('NetworkPolicy', namespace).filter(limitsIngress);
    const cluster = policies[0]?.cluster;
    const blocking = new Map<Policy, number>();
    for (const pod of ambientPods(namespace, resources)) {
      // Remote clusters have network policies of their own.
      if (pod.resource.cluster !== undefined && pod.resource.cluster !== cluster) continue;
      const chosen = policies.filter(({spec}) => matchesSelector(spec.podSelector, pod.labels));
      // What one policy lets in, no other keeps out.
      if (chosen.some(({spec}) => (spec.ingress ?? []).some(opensHbone))) continue;
      for (const policy of chosen) {
        const rule = (policy.spec.ingress ?? []).findIndex((given) => isForMesh(given, namespace, resources));
        if (rule >= 0) blocking.set(policy, rule);
      }
    }
    for (const [policy, rule] of blocking) {
      yield message('ISTX111', policy, [], ['spec', 'ingress', rule, 'ports', 0, 'port']);
    }
  }
}

/** Pods alike in labels are alike to policies. */
function ambientPods(namespace: string, resources: Resources) {
  const pods = podsOf(resources)
    .inNamespace(namespace)
    .filter((pod) => dataPlaneOf(pod, resources) === 'ambient');
  return new Map(pods.map((pod) => [JSON.stringify(pod.labels), pod])).values();
}

/** Without a word about it a policy is about ingress. */
function limitsIngress({spec: {policyTypes}}: Policy): boolean {
  return !policyTypes || policyTypes.includes('Ingress');
}

/** Any one port that is open for HBONE opens it, from whomever: who may come in is for the policy to say. */
function opensHbone({ports = []}: NetworkPolicyRule): boolean {
  if (ports.length === 0) return true;
  return ports.some(({protocol = 'TCP', port, endPort}) => {
    if (protocol !== 'TCP') return false;
    if (port === undefined) return true;
    return typeof port === 'number' && port <= HBONE && HBONE <= (endPort ?? port);
  });
}

/** Whether a rule lets in what may come through ztunnel; addresses are those of outsiders. */
function isForMesh({from = []}: NetworkPolicyRule, namespace: string, resources: Resources): boolean {
  if (from.length === 0) return true;
  return from.some(({podSelector, namespaceSelector}) => {
    if (namespaceSelector) {
      return resources
        .all('Namespace')
        .some(
          ({name, labels}) =>
            labelOf(labels, DATA_PLANE) === 'ambient' &&
            matchesSelector(namespaceSelector, {'kubernetes.io/metadata.name': name, ...labels}),
        );
    }
    return podSelector !== undefined && labelOf(ambientLabels(namespace, resources), DATA_PLANE) === 'ambient';
  });
}

function ambientLabels(namespace: string, resources: Resources) {
  return resources.find('Namespace', '', namespace)?.labels ?? {};
}
