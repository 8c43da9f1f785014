// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {rejectionsIn} from '../../envoy/dump/rejected.js';
import {byDestination, type Listener, type ListenerFilter, listenerFrom, listenersOf} from '../../envoy/listener.js';
import {dumpPage, type FleetKind, hostOfCluster, type Row} from '../kind.js';

export const listenerKind: FleetKind<ListenerFilter & {verbose: boolean}> = {
  listKind: 'ProxyListeners',
  columns: [
    {key: 'address', title: 'ADDRESSES'},
    {key: 'port', title: 'PORT'},
    {key: 'type', title: 'TYPE', wide: true},
    {key: 'match', title: 'MATCH'},
    {key: 'destination', title: 'DESTINATION'},
    {key: 'listener', title: 'LISTENER', wide: true},
    {key: 'chain', title: 'CHAIN', wide: true},
  ],
  pages: () => [dumpPage('dynamic_listeners', 'static_listeners')],
  rows: ({config_dump: text}, filter) =>
    text ? [...acceptedRows(readConfigDump(text), filter), ...rejectedRows(readConfigDump(text), filter)] : [],
};

function acceptedRows(dump: ConfigDump, filter: ListenerFilter & {verbose: boolean}): Row[] {
  return listenersOf(dump, filter).flatMap((listener) => rowsOf(listener, filter.verbose));
}

/** Listeners that Envoy would not take, where their other columns let them pass. */
function rejectedRows(dump: ConfigDump, filter: ListenerFilter): Row[] {
  return rejectionsIn(dump, ['listener']).flatMap(({name, details, resource}) => {
    const listener = listenerFrom(resource, filter);
    if (!listener) return [];
    const {address, port, type} = listener;
    return [
      {
        hosts: [],
        cells: {address, port, type, match: '', destination: `rejected: ${details}`, listener: name, chain: ''},
      },
    ];
  });
}

function rowsOf(listener: Listener, verbose: boolean): Row[] {
  const {name, address, additional, port, type, chains} = listener;
  const shared = {address: [address, ...additional].join(','), port, type, listener: name};
  if (!verbose) {
    const hosts = chains.flatMap(({destination}) => hostsIn(destination));
    return [{hosts, cells: {...shared, match: '', destination: '', chain: ''}}];
  }
  return byDestination(chains).map(({name: chain, match, destination}) => ({
    hosts: hostsIn(destination),
    cells: {...shared, chain, match, destination},
  }));
}

/** `Cluster: outbound|443||api.example.com` or `Route: api.shop.svc.cluster.local:8080` names a service. */
function hostsIn(destination: string): string[] {
  const [, sort, name = ''] = /^(Cluster|Route): (.*)$/.exec(destination) ?? [];
  const host = sort === 'Cluster' ? hostOfCluster(name) : name.replace(/:\d+$/, '');
  return host === '' || /^\d+$/.test(host) ? [] : [host];
}
