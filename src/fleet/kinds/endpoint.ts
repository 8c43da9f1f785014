// SPDX-License-Identifier: Apache-2.0
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import type {JsonText} from '../../envoy/dump/json-text.js';
import {type EdsEndpoint, edsEndpoints} from '../../envoy/eds.js';
import {type EndpointFilter, endpointsOf, readClusterStatuses} from '../../envoy/endpoint.js';
import {type FleetKind, hostOfCluster, type Row} from '../kind.js';
import type {AdminPage} from '../source.js';

const STATUSES: AdminPage = {path: 'clusters?format=json', part: 'clusters'};
/** Envoy adds endpoints only where they are asked for. */
const EDS: AdminPage = {
  path: 'config_dump?include_eds=true&mask=dynamic_endpoint_configs,static_endpoint_configs',
  part: 'config_dump',
};

const ASSIGNED = ['weight', 'locality', 'priority', 'origin'];

/** Health is what Envoy finds now (/clusters); weight, locality and priority are what it was told (EDS). */
export const endpointKind: FleetKind<EndpointFilter> = {
  listKind: 'ProxyEndpoints',
  columns: [
    {key: 'endpoint', title: 'ENDPOINT'},
    {key: 'status', title: 'STATUS'},
    {key: 'outlierCheck', title: 'OUTLIER CHECK'},
    {key: 'cluster', title: 'CLUSTER'},
    {key: 'weight', title: 'WEIGHT', wide: true},
    {key: 'locality', title: 'LOCALITY', wide: true},
    {key: 'priority', title: 'PRIORITY', wide: true},
    {key: 'origin', title: 'ORIGIN', wide: true},
    {key: 'address', title: 'ADDRESS', wide: true},
    {key: 'port', title: 'PORT', wide: true},
  ],
  pages: (keys) => (ASSIGNED.some((key) => keys.has(key)) ? [STATUSES, EDS] : [STATUSES]),
  rows: ({clusters, config_dump: dump}, filter) =>
    clusters ? withHealth(clusters, dump, filter) : dump ? assignedOnly(dump, filter) : [],
};

/** Endpoints as EDS assigned them, whether Envoy takes them for healthy or not. */
export const assignmentKind: FleetKind<EndpointFilter> = {
  listKind: 'ProxyAssignments',
  columns: endpointKind.columns.filter(({key}) => key !== 'outlierCheck'),
  pages: () => [EDS],
  rows: ({config_dump: dump}, filter) =>
    (dump ? assignedOnly(dump, filter) : []).map(({hosts, cells}) => {
      const {outlierCheck: _, ...assigned} = cells;
      return {hosts, cells: assigned};
    }),
};

function withHealth(clusters: JsonText, dump: JsonText | undefined, filter: EndpointFilter): Row[] {
  const assigned = new Map<string, EdsEndpoint>();
  if (dump) {
    for (const endpoint of edsEndpoints(readConfigDump(dump), {})) {
      assigned.set(`${endpoint.cluster} ${endpoint.address} ${endpoint.port}`, endpoint);
    }
  }
  return endpointsOf(readClusterStatuses(clusters), filter).map(
    ({address, port, cluster, status, failedOutlierCheck}) =>
      rowOf(assigned.get(`${cluster} ${address} ${port}`), {
        address,
        port,
        cluster,
        status,
        outlierCheck: failedOutlierCheck ? 'FAILED' : 'OK',
      }),
  );
}

/** Of a saved config dump: nothing is known of what Envoy finds now. */
function assignedOnly(dump: JsonText, filter: EndpointFilter): Row[] {
  return edsEndpoints(readConfigDump(dump), filter).map((endpoint) => rowOf(endpoint, {...endpoint, outlierCheck: ''}));
}

function rowOf(
  assigned: EdsEndpoint | undefined,
  {
    address,
    port,
    cluster,
    status,
    outlierCheck,
  }: Pick<EdsEndpoint, 'address' | 'port' | 'cluster' | 'status'> & {outlierCheck: string},
): Row {
  return {
    hosts: [hostOfCluster(cluster)].filter((host) => host !== ''),
    cells: {
      endpoint: port === 0 ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`,
      status,
      outlierCheck,
      cluster,
      weight: assigned?.weight ?? '',
      locality: assigned?.locality ?? '',
      priority: assigned?.priority ?? '',
      origin: assigned?.workload ?? '',
      address,
      port,
    },
  };
}
