// SPDX-License-Identifier: Apache-2.0
import type {Pod} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {Endpoint} from '../model/service.js';
import type {EndpointFields, EndpointSliceFields} from '../read/kubernetes.js';
import {withPlace} from './locality.js';
import {CLUSTER_ID, type Place, podWorkload, type Workload} from './workloads.js';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** An endpoint of a Kubernetes Service, and the Service it belongs to. */
export interface SliceEndpoint {
  service: string;
  namespace: string;
  endpoint: Endpoint;
}

/** How pods are found. */
export interface PodFinder {
  named(namespace: string, name: string): Pod | undefined;
  /** Ready pods with that address. */
  withAddress(address: string): readonly Pod[];
}

/** Returns the endpoints that EndpointSlices list; one whose pod does not exist is none (kubernetes.io, "EndpointSlices"). */
export function sliceEndpoints(
  slices: readonly MeshObject<EndpointSliceFields>[],
  pods: PodFinder,
  place: Place,
): SliceEndpoint[] {
  return slices.flatMap((slice) => {
    const service = slice.labels[SERVICE_NAME];
    if (!service || slice.spec.addressType === 'FQDN') return [];
    const {endpoints = []} = slice.spec;
    return endpoints.flatMap((fields) =>
      (fields.addresses ?? []).flatMap((address) => {
        const workload = workloadOf(address, fields, slice.namespace, pods, place);
        return workload
          ? onPorts(slice, workload, address, fields).map((endpoint) => ({
              service,
              namespace: slice.namespace,
              endpoint,
            }))
          : [];
      }),
    );
  });
}

function onPorts(
  {spec}: MeshObject<EndpointSliceFields>,
  workload: Workload['endpoint'],
  address: string,
  fields: EndpointFields,
): Endpoint[] {
  return (spec.ports ?? []).map(({name = '', port = 0}) => ({
    ...workload,
    addresses: [address],
    port,
    portName: name,
    health: healthOf(fields),
  }));
}

/** What is not ready and about to go is terminating: an absent condition counts as "about to go". */
function healthOf({conditions = {}}: EndpointFields): Endpoint['health'] {
  if (conditions.ready ?? true) return 'healthy';
  return (conditions.terminating ?? true) ? 'terminating' : 'unhealthy';
}

function workloadOf(
  address: string,
  {targetRef}: EndpointFields,
  namespace: string,
  pods: PodFinder,
  place: Place,
): Workload['endpoint'] | undefined {
  if (targetRef?.kind === 'Pod') {
    const pod = pods.named(targetRef.namespace ?? namespace, targetRef.name ?? '');
    return pod && podWorkload(pod, place).endpoint;
  }
  const pod = pods.withAddress(address).find((one) => one.namespace === namespace);
  return pod ? podWorkload(pod, place).endpoint : unknownWorkload(address);
}

/** An address that no pod has. */
function unknownWorkload(address: string): Workload['endpoint'] {
  return {
    addresses: [address],
    labels: withPlace({}, {clusterId: CLUSTER_ID, locality: '', node: '', network: ''}),
    namespace: '',
    serviceAccount: '',
    locality: '',
    tlsMode: 'disabled',
    health: 'healthy',
    network: '',
    nodeName: '',
    workloadName: '',
  };
}
