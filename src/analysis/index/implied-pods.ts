// SPDX-License-Identifier: Apache-2.0

import type {Labels, PodTemplate} from '../model/kubernetes.js';
import {isKind, type Resource} from '../model/resource.js';

/**
 * A pod for each controller of pods. Files that are the whole cluster hold the controllers, and seldom the pods, whose
 * absence says nothing. A Gateway of Gateway API is such a controller, where Istio runs its pods.
 */
export function impliedPods(resources: readonly Resource[]): Resource<'Pod'>[] {
  return resources.flatMap((resource) => {
    if (isController(resource)) return [podOf(resource, resource.spec.template ?? {})];
    if (isKind(resource, 'KubernetesGateway')) return gatewayPods(resource);
    return [];
  });
}

/**
 * Returns what stands outside Kubernetes and is selected as pods are: the machines of WorkloadEntries, and those that a
 * WorkloadGroup is the template of. Labels of an entry's metadata win over those of its spec.
 */
export function impliedMachines(resources: readonly Resource[]): Resource<'Pod'>[] {
  return resources.flatMap((resource) => {
    if (isKind(resource, 'WorkloadEntry')) {
      return [machineOf(resource, {...resource.spec.labels, ...resource.labels}, resource.spec.serviceAccount)];
    }
    if (!isKind(resource, 'WorkloadGroup')) return [];
    const {metadata, template} = resource.spec;
    return [machineOf(resource, {...template?.labels, ...metadata?.labels}, template?.serviceAccount)];
  });
}

/** Stands on what has a proxy of its own; that of a machine is no container. */
const INJECTED = 'sidecar.istio.io/status';

function machineOf(resource: Resource, labels: Labels, serviceAccountName: string | undefined): Resource<'Pod'> {
  const metadata = {labels, annotations: {[INJECTED]: ''}};
  return podOf(resource, {metadata, spec: {...(serviceAccountName && {serviceAccountName})}});
}

/** The label by which istiod marks the pods of a Gateway, and the classes for which it makes them. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const CLASSES = ['istio', 'istio-waypoint'];

function gatewayPods(gateway: Resource<'KubernetesGateway'>): Resource<'Pod'>[] {
  const {name, labels, spec} = gateway;
  if (!CLASSES.includes(spec.gatewayClassName ?? '')) return [];
  return [podOf(gateway, {metadata: {labels: {...labels, [GATEWAY_NAME]: name, 'istio.io/gateway-name': name}}})];
}

function podOf({namespace, name, cluster, unplaced}: Resource, template: PodTemplate): Resource<'Pod'> {
  return {
    kindName: 'Pod',
    kind: 'Pod',
    namespace,
    name,
    labels: template.metadata?.labels ?? {},
    annotations: template.metadata?.annotations ?? {},
    spec: template.spec ?? {},
    status: {},
    implied: true,
    ...(unplaced && {unplaced}),
    ...(cluster !== undefined && {cluster}),
  };
}

const CONTROLLERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'OtherController'];

function isController(resource: Resource): resource is Resource & {spec: {template?: PodTemplate}} {
  return CONTROLLERS.includes(resource.kindName);
}
