// SPDX-License-Identifier: Apache-2.0
import type {ObjectKind} from '../../io/kube/cluster.js';

/** The first kinds are what the reference removes (spec/install.md §1.6); the others are kinds that charts also hold. */
const NAMESPACED: [apiVersion: string, ...kinds: string[]][] = [
  ['apps/v1', 'Deployment', 'DaemonSet'],
  ['v1', 'Service', 'ConfigMap', 'Pod', 'Secret', 'ServiceAccount'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'Role'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['v1', 'ResourceQuota'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
  ['k8s.cni.cncf.io/v1', 'NetworkAttachmentDefinition'],
];

/** Webhooks come first: once istiod is gone, those that are left would refuse what others do. */
const CLUSTER_WIDE: [apiVersion: string, ...kinds: string[]][] = [
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'ClusterRoleBinding'],
];

const kindsOf = (table: [string, ...string[]][]): ObjectKind[] =>
  table.flatMap(([apiVersion, ...kinds]) => kinds.map((kind) => ({apiVersion, kind})));

/** Kinds of objects that an install may have left on a cluster, in the order in which they are removed. */
export const REMOVABLE: readonly ObjectKind[] = [...kindsOf(CLUSTER_WIDE), ...kindsOf(NAMESPACED)];

/** What only a purge removes: with it go the resources of users. */
export const CUSTOM_RESOURCE_DEFINITION: ObjectKind = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};
