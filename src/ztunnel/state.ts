// SPDX-License-Identifier: Apache-2.0
import {compare} from '../envoy/cluster.js';
import {sameText} from '../envoy/endpoint.js';
import {pdqSort} from '../envoy/pdq-sort.js';
import {list, omitEmpty, struct, type TypeOf, text} from './codec.js';
import {bareAddress, type Service} from './service.js';
import type {Workload, WorkloadFilter} from './workload.js';

const connectionCodec = struct({src: text, originalDst: text, actualDst: text, protocol: text});

export const stateCodec = struct({
  state: omitEmpty(text),
  connections: struct({inbound: list(connectionCodec), outbound: list(connectionCodec)}),
  info: struct({name: text, namespace: text, trustDomain: text, serviceAccount: text}),
});

export type WorkloadState = TypeOf<typeof stateCodec>;
type Connection = TypeOf<typeof connectionCodec>;

export interface ConnectionRow {
  workload: string;
  direction: 'Inbound' | 'Outbound';
  local: string;
  remote: string;
  target: string;
  protocol: string;
}

/** Those of a name and a namespace, where these are given, by namespace and name. */
export function selectStates(
  states: ReadonlyMap<string, WorkloadState> | null,
  filter: Pick<WorkloadFilter, 'name' | 'namespace'> = {},
): WorkloadState[] {
  return pdqSort(
    [...(states?.values() ?? [])].filter(
      ({info}) => sameText(filter.name, info.name) && sameText(filter.namespace, info.namespace),
    ),
    (a, b) => (compare(a.info.namespace, b.info.namespace) || compare(a.info.name, b.info.name)) < 0,
  );
}

/** The connections of workloads, `direction` being `inbound`, `outbound` or anything else for both. */
export function connectionRows(
  states: readonly WorkloadState[],
  direction: string | undefined,
  nameOf: (address: string) => string,
): ConnectionRow[] {
  return states.flatMap(({info, connections: {inbound, outbound}}) => {
    const workload = `${info.name}.${info.namespace}`;
    const incoming = (inbound ?? []).map((connection): ConnectionRow => inboundRow(workload, connection, nameOf));
    const outgoing = (outbound ?? []).map((connection): ConnectionRow => outboundRow(workload, connection, nameOf));
    return [...(direction === 'outbound' ? [] : incoming), ...(direction === 'inbound' ? [] : outgoing)];
  });
}

function inboundRow(
  workload: string,
  {src, originalDst, actualDst, protocol}: Connection,
  nameOf: (address: string) => string,
): ConnectionRow {
  return {
    workload,
    direction: 'Inbound',
    local: nameOf(actualDst),
    remote: nameOf(src),
    target: originalDst,
    protocol,
  };
}

function outboundRow(
  workload: string,
  {src, originalDst, actualDst, protocol}: Connection,
  nameOf: (address: string) => string,
): ConnectionRow {
  return {
    workload,
    direction: 'Outbound',
    local: nameOf(src),
    remote: nameOf(actualDst),
    target: nameOf(originalDst),
    protocol,
  };
}

/** Names `ip:port` after the service or workload whose first address it is; others stay as they are. */
export function addressNames(
  services: readonly Service[] | null,
  workloads: readonly Workload[] | null,
): (address: string) => string {
  const names = new Map<string, string>();
  for (const {workloadIps, name, namespace} of workloads ?? []) {
    const [first] = workloadIps ?? [];
    if (first !== undefined) names.set(first, `${name}.${namespace}`);
  }
  for (const {vips, hostname} of services ?? []) {
    const [first] = vips ?? [];
    if (first !== undefined) names.set(bareAddress(first), hostname);
  }
  return (address) => {
    const colon = address.lastIndexOf(':');
    const name = names.get(address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'));
    return name === undefined ? address : `${name}${address.slice(colon)}`;
  };
}
