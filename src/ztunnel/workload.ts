// SPDX-License-Identifier: Apache-2.0
import {compare} from '../envoy/cluster.js';
import {sameText} from '../envoy/endpoint.js';
import {pdqSort} from '../envoy/pdq-sort.js';
import {list, number, omitEmpty, pointer, struct, type TypeOf, text} from './codec.js';

/** Where a gateway is; of the ports that ztunnel adds nothing is shown. */
export const gatewayAddressCodec = struct({destination: text});

export const workloadCodec = struct({
  uid: text,
  workloadIps: list(text),
  waypoint: pointer(gatewayAddressCodec),
  networkGateway: pointer(gatewayAddressCodec),
  protocol: text,
  name: text,
  namespace: text,
  serviceAccount: text,
  workloadName: text,
  workloadType: text,
  canonicalName: text,
  canonicalRevision: text,
  clusterId: text,
  trustDomain: omitEmpty(text),
  locality: struct({region: omitEmpty(text), zone: omitEmpty(text), subzone: omitEmpty(text)}),
  node: text,
  network: omitEmpty(text),
  status: text,
  hostname: text,
  capacity: number,
  applicationTunnel: struct({protocol: text, port: pointer(number)}),
  authorizationPolicies: omitEmpty(list(text)),
});

export type Workload = TypeOf<typeof workloadCodec>;

/** Undefined and empty values filter nothing; case does not count. */
export interface WorkloadFilter {
  name?: string | undefined;
  namespace?: string | undefined;
  address?: string | undefined;
  node?: string | undefined;
}

/** The workloads that pass the filter, in the order of the dump. */
export function selectWorkloads(workloads: readonly Workload[] | null, filter: WorkloadFilter): Workload[] {
  return (workloads ?? []).filter(
    ({name, namespace, node, workloadIps}) =>
      sameText(filter.name, name) &&
      sameText(filter.namespace, namespace) &&
      sameText(filter.node, node) &&
      (!filter.address || (workloadIps ?? []).some((address) => sameText(filter.address, address))),
  );
}

/** By `namespace.name` and node. */
export function sortWorkloads(workloads: readonly Workload[]): Workload[] {
  const fullName = ({namespace, name}: Workload) => `${namespace}.${name}`;
  return pdqSort([...workloads], (a, b) => (compare(fullName(a), fullName(b)) || compare(a.node, b.node)) < 0);
}
