// SPDX-License-Identifier: Apache-2.0
import {findSection, readConfigDump} from '../../envoy/dump/config-dump.js';
import {extensionConfigs} from '../../envoy/ecds.js';
import {dumpPage, type FleetKind} from '../kind.js';

/** Extension configurations; many proxies have none. */
export const extensionKind: FleetKind<object> = {
  listKind: 'ProxyExtensions',
  columns: [
    {key: 'name', title: 'ECDS NAME'},
    {key: 'type', title: 'TYPE'},
  ],
  pages: () => [dumpPage('ecds_filters')],
  rows: ({config_dump: text}) => {
    const dump = text && readConfigDump(text);
    if (!dump || !findSection(dump, 'Ecds')) return [];
    return extensionConfigs(dump).map(({name, typeUrl}) => ({
      hosts: [],
      cells: {name, type: typeUrl.replace(/^type\.googleapis\.com\//, '')},
    }));
  },
};
