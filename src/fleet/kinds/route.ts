// SPDX-License-Identifier: Apache-2.0
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {managedBy, originOf} from '../../envoy/dump/management.js';
import {
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
  textsField,
} from '../../envoy/dump/message.js';
import {type Rejection, rejectionsIn} from '../../envoy/dump/rejected.js';
import {routeConfigMessages, tellingDomains} from '../../envoy/route.js';
import {routeConditionsText} from '../../envoy/route-conditions.js';
import {type Cells, dumpPage, type FleetKind, hostOfCluster, type Row} from '../kind.js';

export const routeKind: FleetKind<{name?: string | undefined}> = {
  listKind: 'ProxyRoutes',
  columns: [
    {key: 'name', title: 'NAME'},
    {key: 'vhost', title: 'VHOST NAME'},
    {key: 'domains', title: 'DOMAINS', wide: true},
    {key: 'match', title: 'MATCH'},
    {key: 'destination', title: 'DESTINATION'},
    {key: 'weight', title: 'WEIGHT'},
    {key: 'virtualService', title: 'VIRTUAL SERVICE'},
    {key: 'origin', title: 'ORIGIN', wide: true},
    {key: 'timeout', title: 'TIMEOUT', wide: true},
  ],
  pages: () => [dumpPage('dynamic_route_configs', 'static_route_configs')],
  rows: ({config_dump: text}, {name}) => {
    if (!text) return [];
    const dump = readConfigDump(text);
    const rejected = rejectionsIn(dump, ['route']).filter((each) => !name || each.name === name);
    return [...routeConfigMessages(dump, name).flatMap(rowsOf), ...rejected.map(rejectedRow)];
  },
};

function rejectedRow({name, details}: Rejection): Row {
  return {hosts: [], cells: {...EMPTY, name, destination: `rejected: ${details}`}};
}

const EMPTY = {vhost: '', domains: '', match: '', weight: '', virtualService: '', origin: '', timeout: ''};

function rowsOf(config: Message): Row[] {
  const name = textField(config, 'name');
  return messagesField(config, 'virtual_hosts').flatMap((host) => {
    const domains = textsField(host, 'domains');
    const shared = {name, vhost: textField(host, 'name'), domains: tellingDomains(domains).join(', ')};
    const routes = messagesField(host, 'routes');
    if (routes.length === 0) {
      const nothing = {match: '/*', destination: '404', weight: '', virtualService: '', origin: '', timeout: ''};
      return [{hosts: domains, cells: {...shared, ...nothing}}];
    }
    return routes.flatMap((route) => routeRows(route, shared, domains));
  });
}

/** A row per cluster that a route leads to. */
function routeRows(route: Message, shared: Cells, domains: readonly string[]): Row[] {
  const metadata = messageField(route, 'metadata');
  const action = messageField(route, 'route');
  const cells = {
    ...shared,
    match: routeConditionsText(route),
    virtualService: managedBy(metadata),
    origin: originOf(metadata),
    timeout: action ? textField(action, 'timeout') : '',
  };
  return destinationsOf(route, action).map(({destination, weight}) => ({
    hosts: [hostOfCluster(destination), ...domains].filter((host) => host !== ''),
    cells: {...cells, destination, weight},
  }));
}

function destinationsOf(route: Message, action: Message | undefined): {destination: string; weight: number | string}[] {
  const weighted = action && messageField(action, 'weighted_clusters');
  if (weighted) {
    return messagesField(weighted, 'clusters').map((cluster) => ({
      destination: textField(cluster, 'name') || headerText(textField(cluster, 'cluster_header')),
      weight: integerField(cluster, 'weight') ?? 0,
    }));
  }
  return [{destination: action ? clusterText(action) : otherText(route), weight: ''}];
}

function clusterText(action: Message): string {
  return textField(action, 'cluster') || headerText(textField(action, 'cluster_header'));
}

function headerText(header: string): string {
  return header === '' ? '' : `of header ${header}`;
}

/** What a route does that leads to no cluster. */
function otherText(route: Message): string {
  const direct = messageField(route, 'direct_response');
  if (direct) return `response ${integerField(direct, 'status') ?? ''}`;
  const redirect = messageField(route, 'redirect');
  if (!redirect) return '';
  const host = textField(redirect, 'host_redirect');
  const path = textField(redirect, 'path_redirect') || textField(redirect, 'prefix_rewrite');
  const scheme = field(redirect, 'https_redirect') === true ? 'https' : textField(redirect, 'scheme_redirect');
  return `redirect ${scheme === '' ? '' : `${scheme}://`}${host}${path}`;
}
