// SPDX-License-Identifier: Apache-2.0
import type {ClusterFilter} from '../../envoy/cluster.js';
import type {ListenerFilter} from '../../envoy/listener.js';
import type {Answers, Cells, FleetKind, Row} from '../kind.js';
import {bootstrapKind} from './bootstrap.js';
import {clusterKind} from './cluster.js';
import {extensionKind} from './ecds.js';
import {assignmentKind} from './endpoint.js';
import {listenerKind} from './listener.js';
import {routeKind} from './route.js';
import {secretKind} from './secret.js';

export interface EverythingFilter extends ClusterFilter, ListenerFilter {
  /** Of the route configuration. */
  name?: string | undefined;
  verbose: boolean;
  now: Date;
}

/** One sort of configuration, and what tells of its rows in columns that all sorts share. */
interface Part {
  kind: string;
  rows(answers: Answers, filter: EverythingFilter): Row[];
  /** What it is called, what it does, and what it came from. */
  tell(cells: Cells): {name: string; detail: string; origin: string};
}

const PARTS: readonly Part[] = [
  {
    kind: 'bootstrap',
    rows: (answers) => bootstrapKind.rows(answers, {}),
    tell: ({id, istio, envoy}) => ({
      name: `${id}`,
      detail: words(label('istio', istio), label('envoy', envoy)),
      origin: '',
    }),
  },
  {
    kind: 'cluster',
    rows: (answers, filter) => clusterKind.rows(answers, filter),
    tell: ({name, type, lbPolicy, origin}) => ({name: `${name}`, detail: words(type, lbPolicy), origin: `${origin}`}),
  },
  {
    kind: 'listener',
    rows: (answers, filter) => listenerKind.rows(answers, filter),
    tell: ({address, port, listener, match, destination}) => ({
      name: address === '' ? `${listener}` : socketsText(`${address}`, port),
      detail: arrow(match, destination),
      origin: '',
    }),
  },
  {
    kind: 'route',
    rows: (answers, filter) => routeKind.rows(answers, filter),
    tell: ({name, vhost, match, destination, weight, origin}) => ({
      name: words(name, vhost),
      detail: arrow(match, weight === '' ? destination : `${destination} (${weight})`),
      origin: `${origin}`,
    }),
  },
  {
    kind: 'secret',
    rows: (answers, {now}) => secretKind.rows(answers, {now}),
    tell: ({name, type, status, valid, notAfter}) => ({
      name: `${name}`,
      detail: words(type, status, type === '' ? '' : valid ? 'valid' : 'invalid', label('until', notAfter)),
      origin: '',
    }),
  },
  {
    kind: 'endpoint',
    rows: (answers, {address, port}) => assignmentKind.rows(answers, {address, port}),
    tell: ({endpoint, status, cluster, locality, origin}) => ({
      name: `${endpoint}`,
      detail: words(status, cluster, locality),
      origin: `${origin}`,
    }),
  },
  {
    kind: 'ecds',
    rows: (answers) => extensionKind.rows(answers, {}),
    tell: ({name, type}) => ({name: `${name}`, detail: `${type}`, origin: ''}),
  },
];

/** Everything that proxies are configured to do, a row each in columns that suit all of it. */
export const everythingKind: FleetKind<EverythingFilter> = {
  listKind: 'ProxyConfigurations',
  columns: [
    {key: 'kind', title: 'KIND'},
    {key: 'name', title: 'NAME'},
    {key: 'detail', title: 'DETAIL'},
    {key: 'origin', title: 'ORIGIN', wide: true},
  ],
  pages: () => [{path: 'config_dump?include_eds=true', part: 'config_dump'}],
  rows: (answers, filter) =>
    PARTS.flatMap(({kind, rows, tell}) =>
      rows(answers, filter).map(({hosts, cells}) => ({hosts, cells: {kind, ...tell(cells)}})),
    ),
};

type Cell = Cells[string] | undefined;

/** `0.0.0.0:15006,[::]:15006` of `0.0.0.0,::`. */
function socketsText(addresses: string, port: Cell): string {
  return addresses
    .split(',')
    .map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`)
    .join(',');
}

function words(...cells: Cell[]): string {
  return cells.filter((cell) => cell !== undefined && cell !== '').join(' ');
}

function label(name: string, cell: Cell): string {
  return cell === undefined || cell === '' ? '' : `${name} ${cell}`;
}

function arrow(from: Cell, to: Cell): string {
  return words(from, to === '' ? '' : '->', to);
}
