// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import type {DiscoveredKind} from '../../kube/kinds.js';
import {isTree, textIn, treeIn} from '../../manifest/input/tree.js';

function kind(group: string, version: string, name: string, plural: string, ...shortNames: string[]): DiscoveredKind {
  return {group, version, kind: name, plural, singular: name.toLowerCase(), shortNames};
}

/** Kinds of Kubernetes that a bug report lists, so that one without objects had none. */
const LISTED: readonly DiscoveredKind[] = [
  kind('', 'v1', 'Namespace', 'namespaces', 'ns'),
  kind('', 'v1', 'Node', 'nodes', 'no'),
  kind('', 'v1', 'Pod', 'pods', 'po'),
  kind('', 'v1', 'Service', 'services', 'svc'),
  kind('', 'v1', 'ConfigMap', 'configmaps', 'cm'),
  kind('', 'v1', 'ReplicationController', 'replicationcontrollers', 'rc'),
  kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'crd', 'crds'),
  kind('admissionregistration.k8s.io', 'v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
  kind('admissionregistration.k8s.io', 'v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
  kind('apps', 'v1', 'Deployment', 'deployments', 'deploy'),
  kind('apps', 'v1', 'ReplicaSet', 'replicasets', 'rs'),
  kind('apps', 'v1', 'StatefulSet', 'statefulsets', 'sts'),
  kind('apps', 'v1', 'DaemonSet', 'daemonsets', 'ds'),
  kind('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'hpa'),
  kind('batch', 'v1', 'Job', 'jobs'),
  kind('batch', 'v1', 'CronJob', 'cronjobs', 'cj'),
  kind('networking.k8s.io', 'v1', 'Ingress', 'ingresses', 'ing'),
  kind('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', 'netpol'),
  kind('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices'),
];

/** Kinds that every cluster serves and a bug report does not hold. */
const NOT_LISTED: readonly DiscoveredKind[] = [
  kind('', 'v1', 'Secret', 'secrets'),
  kind('', 'v1', 'ServiceAccount', 'serviceaccounts', 'sa'),
  kind('', 'v1', 'Event', 'events', 'ev'),
  kind('coordination.k8s.io', 'v1', 'Lease', 'leases'),
];

/** What the cluster of a bug report served: kinds that the report lists, and those that it does not hold. */
export interface ReportKinds {
  listed: DiscoveredKind[];
  others: DiscoveredKind[];
}

/** Returns what the cluster of a bug report served, by the definitions in it. */
export function reportKinds(definitions: readonly KubeObject[]): ReportKinds {
  return {listed: [...LISTED, ...definitions.flatMap(kindsOf)], others: [...NOT_LISTED]};
}

/** The kinds of a CustomResourceDefinition: the version that is stored is the one that a report has. */
function kindsOf(definition: KubeObject): DiscoveredKind[] {
  const spec = treeIn(definition, ['spec']);
  const names = treeIn(spec, ['names']);
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isTree) : [];
  const served = versions.filter((each) => each['served'] !== false).sort((a, b) => stored(b) - stored(a));
  const {shortNames} = names;
  return served.map((version) => ({
    group: textIn(spec, ['group']) ?? '',
    version: textIn(version, ['name']) ?? '',
    kind: textIn(names, ['kind']) ?? '',
    plural: textIn(names, ['plural']) ?? '',
    singular: textIn(names, ['singular']) ?? '',
    shortNames: Array.isArray(shortNames) ? shortNames.map(String) : [],
  }));
}

function stored({storage}: {storage?: unknown}): number {
  return storage === true ? 1 : 0;
}
