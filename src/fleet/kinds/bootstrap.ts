// SPDX-License-Identifier: Apache-2.0
import {proxyPlace, proxyVersions} from '../../envoy/bootstrap.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {dumpPage, type FleetKind} from '../kind.js';

/** What proxies were started with: a row each. */
export const bootstrapKind: FleetKind<object> = {
  listKind: 'ProxyBootstraps',
  columns: [
    {key: 'istio', title: 'ISTIO'},
    {key: 'envoy', title: 'ENVOY'},
    {key: 'cluster', title: 'CLUSTER'},
    {key: 'network', title: 'NETWORK'},
    {key: 'mesh', title: 'MESH', wide: true},
    {key: 'serviceAccount', title: 'SERVICE ACCOUNT', wide: true},
    {key: 'discoveryAddress', title: 'DISCOVERY ADDRESS', wide: true},
    {key: 'istioProxy', title: 'ISTIO PROXY', wide: true},
    {key: 'id', title: 'NODE', wide: true},
  ],
  pages: () => [dumpPage('bootstrap')],
  rows: ({config_dump: text}) => {
    if (!text) return [];
    const dump = readConfigDump(text);
    return [{hosts: [], cells: {...proxyVersions(dump), ...proxyPlace(dump)}}];
  },
};
