// SPDX-License-Identifier: Apache-2.0
import {MESH_GROUPS} from '../../bug-report/cluster-fetches.js';
import type {ObjectKind} from '../../io/kube/cluster.js';
import {apiVersionOf, type DiscoveredKind} from '../../kube/kinds.js';

/** Kinds of Kubernetes itself that shape a mesh, run it or tell what happened, by group. */
const OF_KUBERNETES: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['Namespace', 'Node', 'Pod', 'Service', 'Endpoints', 'ConfigMap', 'Secret', 'ServiceAccount', 'Event'],
    ...['ReplicationController', 'ResourceQuota', 'LimitRange'],
  ],
  'admissionregistration.k8s.io': [
    ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  apps: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'],
  autoscaling: ['HorizontalPodAutoscaler'],
  batch: ['Job', 'CronJob'],
  'certificates.k8s.io': ['ClusterTrustBundle'],
  'coordination.k8s.io': ['Lease'],
  'discovery.k8s.io': ['EndpointSlice'],
  'networking.k8s.io': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

/** A group of Gateway API's from before it had its name, besides those of {@link MESH_GROUPS}. */
const EARLIER_INFERENCE = 'inference.networking.x-k8s.io';

/** Kinds of others that run pods, or make the Secrets of gateways. */
const OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': ['Rollout'],
  'bitnami.com': ['SealedSecret'],
  'cert-manager.io': ['Certificate'],
  'external-secrets.io': ['ExternalSecret', 'ClusterExternalSecret'],
  'k8s.cni.cncf.io': ['NetworkAttachmentDefinition'],
};

/** Returns the kinds that a snapshot holds, of those that are served, each in the version that the server prefers. */
export function snapshotKinds(served: readonly DiscoveredKind[]): ObjectKind[] {
  const chosen = new Map<string, ObjectKind>();
  for (const {group, version, kind} of served) {
    const named = `${group}/${kind}`;
    if (chosen.has(named) || !isWanted(group, kind)) continue;
    chosen.set(named, {apiVersion: apiVersionOf({group, version}), kind});
  }
  return [...chosen.values()];
}

function isWanted(group: string, kind: string): boolean {
  const own = [OF_KUBERNETES, OF_OTHERS].some(
    (groups) => Object.hasOwn(groups, group) && groups[group]?.includes(kind),
  );
  return own || MESH_GROUPS.test(group) || group === EARLIER_INFERENCE;
}
