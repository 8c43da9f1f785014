// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../install/apply/field.js';
import type {Cluster, KubeObject} from '../io/kube/cluster.js';
import {getIn, textIn} from '../manifest/input/tree.js';

const WAYPOINT_CLASS = 'istio-waypoint';

/** Label by which an EndpointSlice names its Service. */
const SERVICE_NAME = 'kubernetes.io/service-name';

interface ServiceName {
  namespace: string;
  name: string;
}

/** Returns whether the Gateway asks for a waypoint. */
export function isWaypoint(gateway: KubeObject): boolean {
  return getIn(gateway, ['spec', 'gatewayClassName']) === WAYPOINT_CLASS;
}

/** Returns the Service of a waypoint: that of its address in the cluster, else one called as the waypoint is. */
export function waypointService(gateway: KubeObject): ServiceName {
  const {namespace = '', name} = gateway.metadata;
  const address = mapsIn(gateway, ['status', 'addresses']).find((each) => textIn(each, ['type']) === 'Hostname');
  const [service, home, kind] = (textIn(address, ['value']) ?? '').split('.');
  return service && home && kind === 'svc' ? {namespace: home, name: service} : {namespace, name};
}

/** Reads the EndpointSlices of the Services of all waypoints, one list for each namespace. */
export async function waypointEndpoints(cluster: Cluster, gateways: readonly KubeObject[]): Promise<KubeObject[]> {
  const services = new Map<string, string[]>();
  for (const {namespace, name} of gateways.filter(isWaypoint).map(waypointService)) {
    services.set(namespace, [...(services.get(namespace) ?? []), name]);
  }
  const lists = await Promise.all(
    [...services].map(([namespace, names]) =>
      cluster.list(
        {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice'},
        {namespace, labelSelector: `${SERVICE_NAME} in (${names.join(',')})`},
      ),
    ),
  );
  return lists.flat();
}

/** Returns whether a slice of the Service has an endpoint that takes traffic; readiness that is unknown counts as ready. */
export function hasReadyEndpoint(slices: readonly KubeObject[], {namespace, name}: ServiceName): boolean {
  return slices
    .filter(({metadata}) => metadata.namespace === namespace && metadata.labels?.[SERVICE_NAME] === name)
    .some((slice) => mapsIn(slice, ['endpoints']).some((each) => getIn(each, ['conditions', 'ready']) !== false));
}
