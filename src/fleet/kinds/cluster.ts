// SPDX-License-Identifier: Apache-2.0
import {type ClusterFilter, clusterMessages, clusterPasses, parseClusterName, TYPES} from '../../envoy/cluster.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {managedBy, originOf} from '../../envoy/dump/management.js';
import {enumField, type Message, messageField, textField} from '../../envoy/dump/message.js';
import {rejectionsIn} from '../../envoy/dump/rejected.js';
import {dumpPage, type FleetKind, hostOfCluster, type Row} from '../kind.js';

/** Cluster.LbPolicy by number. */
const LB_POLICIES = [
  'ROUND_ROBIN',
  'LEAST_REQUEST',
  'RING_HASH',
  'RANDOM',
  'ORIGINAL_DST_LB',
  'MAGLEV',
  'CLUSTER_PROVIDED',
  'LOAD_BALANCING_POLICY_CONFIG',
];

export const clusterKind: FleetKind<ClusterFilter> = {
  listKind: 'ProxyClusters',
  columns: [
    {key: 'fqdn', title: 'SERVICE FQDN'},
    {key: 'port', title: 'PORT'},
    {key: 'subset', title: 'SUBSET'},
    {key: 'direction', title: 'DIRECTION'},
    {key: 'type', title: 'TYPE'},
    {key: 'destinationRule', title: 'DESTINATION RULE'},
    {key: 'lbPolicy', title: 'LB POLICY', wide: true},
    {key: 'connectTimeout', title: 'CONNECT TIMEOUT', wide: true},
    {key: 'origin', title: 'ORIGIN', wide: true},
    {key: 'name', title: 'NAME', wide: true},
  ],
  pages: () => [dumpPage('dynamic_active_clusters', 'dynamic_warming_clusters', 'static_clusters')],
  rows: ({config_dump: text}, filter) => {
    if (!text) return [];
    const dump = readConfigDump(text);
    const rejected = rejectionsIn(dump, ['cluster']).filter(({name}) => clusterPasses(name, filter));
    return [
      ...clusterMessages(dump, filter).map(rowOf),
      ...rejected.map(({resource, details}) => withType(rowOf(resource), `rejected: ${details}`)),
    ];
  },
};

function withType(row: Row, type: string): Row {
  return {...row, cells: {...row.cells, type}};
}

function rowOf(cluster: Message): Row {
  const name = textField(cluster, 'name');
  const {host, port, subset, direction, parts} = parseClusterName(name);
  const metadata = messageField(cluster, 'metadata');
  return {
    hosts: [hostOfCluster(name) || host],
    cells: {
      fqdn: host,
      port: parts ? port : '',
      subset,
      direction,
      type: enumField(cluster, 'type', TYPES) ?? 'STATIC',
      destinationRule: managedBy(metadata),
      lbPolicy: enumField(cluster, 'lb_policy', LB_POLICIES) ?? 'ROUND_ROBIN',
      connectTimeout: textField(cluster, 'connect_timeout'),
      origin: originOf(metadata),
      name,
    },
  };
}
