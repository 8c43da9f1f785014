// SPDX-License-Identifier: Apache-2.0
import type {CertificateRow} from '../../ztunnel/certificate.js';
import type {Policy} from '../../ztunnel/policy.js';
import {bareAddress, endpointCount, type Service, waypointName} from '../../ztunnel/service.js';
import type {ConnectionRow} from '../../ztunnel/state.js';
import type {Workload} from '../../ztunnel/workload.js';
import {alignColumns} from '../columns.js';

/** What names in one part of a dump stand for in another. */
export interface Known {
  services: readonly Service[] | null;
  workloads: readonly Workload[] | null;
}

/** The table of workloads. */
export function workloadTable(workloads: readonly Workload[], {services}: Known): string {
  const rows = workloads.map(({namespace, name, workloadIps, hostname, node, waypoint, protocol}) => [
    namespace,
    name,
    (workloadIps ?? []).join(',') || hostname,
    node,
    waypointName(waypoint, services),
    protocol,
  ]);
  return alignColumns([['NAMESPACE', 'POD NAME', 'ADDRESS', 'NODE', 'WAYPOINT', 'PROTOCOL'], ...rows], 1);
}

/** The table of services. */
export function serviceTable(services: readonly Service[], known: Known): string {
  const rows = services.map((service) => [
    service.namespace,
    service.name,
    (service.vips ?? []).map(bareAddress).join(','),
    waypointName(service.waypoint, known.services),
    endpointCount(service, known.workloads),
  ]);
  return alignColumns([['NAMESPACE', 'SERVICE NAME', 'SERVICE VIP', 'WAYPOINT', 'ENDPOINTS'], ...rows], 1);
}

/** The table of authorization policies. */
export function policyTable(policies: readonly Policy[]): string {
  const rows = policies.map(({namespace, name, action, scope}) => [namespace, name, action, scope]);
  return alignColumns([['NAMESPACE', 'POLICY NAME', 'ACTION', 'SCOPE'], ...rows], 1);
}

const CERTIFICATE_HEADER = [
  'CERTIFICATE NAME',
  'TYPE',
  'STATUS',
  'VALID CERT',
  'SERIAL NUMBER',
  'NOT AFTER',
  'NOT BEFORE',
];

/** The table of certificates. */
export function certificateTable(certificates: readonly CertificateRow[]): string {
  const rows = certificates.map(({identity, type, state, valid, serial, notAfter, notBefore}) => [
    identity,
    type,
    state,
    String(valid),
    serial,
    notAfter,
    notBefore,
  ]);
  return alignColumns([CERTIFICATE_HEADER, ...rows], 5);
}

/** The table of connections. */
export function connectionTable(connections: readonly ConnectionRow[]): string {
  const rows = connections.map(({workload, direction, local, remote, target, protocol}) => [
    workload,
    direction,
    local,
    remote,
    target,
    protocol,
  ]);
  return alignColumns([['WORKLOAD', 'DIRECTION', 'LOCAL', 'REMOTE', 'REMOTE TARGET', 'PROTOCOL'], ...rows], 1);
}
