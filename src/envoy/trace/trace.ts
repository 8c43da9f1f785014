// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, located} from '../config-dump.js';
import {chainMatch} from '../filter-chain.js';
import {enumField, type Message, messageField, messagesField, textField, typeOf} from '../message.js';
import {weightedTargets} from './action.js';
import type {Branch, Outcome} from './branch.js';
import {pickChain} from './chain-matcher.js';
import {readDestinations} from './destination.js';
import {type ChosenChain, type Connection, chainName, chooseChain, type PassedOver} from './filter-chain.js';
import {followHttp, type HttpPath} from './http.js';
import {type Client, inspect, takesMesh} from './inspectors.js';
import {type FoundListener, findListener} from './listener.js';
import {type Origin, originOf} from './origin.js';
import {type ProxyNode, proxyNode} from './proxy.js';
import type {TraceRequest} from './request.js';
import {Undecidable} from './string-match.js';
import {downstreamTls} from './upstream-tls.js';
import {verdictOf} from './verdict.js';

export interface TraceOptions {
  /** The request comes to the proxy's own application. */
  inbound?: boolean;
  /** An inbound client has no sidecar. */
  plaintext?: boolean;
}

/** The way of one request through a proxy, as far as it gets. */
export interface Trace extends Outcome, HttpPath {
  request: TraceRequest;
  proxy: ProxyNode;
  /** What was assumed. */
  notes: string[];
  listener?: Pick<FoundListener, 'name' | 'address' | 'via' | 'passedOver'>;
  filterChain?: {
    name: string;
    match: string;
    isDefault: boolean;
    takes: string;
    origin?: Origin;
    passedOver: PassedOver[];
  };
  /** Filters that the request meets, those of the connection first. */
  filters: string[];
}

/** Follows a request through the configuration of a proxy. Throws an IstioctlError where the dump holds no listeners, or something in it does not fit. */
export function traceRequest(
  dump: ConfigDump,
  request: TraceRequest,
  {inbound = false, plaintext = false}: TraceOptions = {},
): Trace {
  const proxy = proxyNode(dump);
  const start = {request, proxy, notes: [], filters: [], passedOver: [], branches: []};
  const found = located(dump.text, 'listeners', () => findListener(dump, request, proxy, inbound));
  if ('ports' in found) {
    const ports = found.ports.join(', ') || 'none';
    return {
      ...start,
      outcome: 'refused',
      text: `no listener takes port ${request.port}; there are listeners on ${ports}`,
    };
  }
  return located(dump.text, `listener ${found.name}`, () => ({
    ...start,
    ...throughListener(dump, found, request, inbound && !plaintext),
  }));
}

function throughListener(
  dump: ConfigDump,
  found: FoundListener,
  request: TraceRequest,
  fromMesh: boolean,
): Outcome & Partial<Trace> {
  const client: Client = fromMesh && !request.tls && takesMesh(found.listener) ? 'mesh' : 'application';
  const connection = inspect(found.listener, request, found.destination, client);
  const {name, address, via, passedOver} = found;
  const notes = client === 'mesh' ? [...found.notes, FROM_MESH] : found.notes;
  const reached = {notes, listener: {name, address, ...(via && {via}), passedOver}};
  const chosen = chainOf(found.listener, connection);
  if (!chosen.chain) return {...reached, ...unmatched(chosen)};
  return {...reached, ...throughChain(dump, {chosen, chain: chosen.chain, request, connection, client})};
}

const FROM_MESH = 'the client is taken to be in the mesh and to speak mutual TLS; --plaintext asks for one that is not';

function chainOf(listener: Message, connection: Connection): ChosenChain & {why?: string} {
  const matcher = messageField(listener, 'filter_chain_matcher');
  if (!matcher) return chooseChain(listener, connection);
  try {
    const name = pickChain(matcher, connection);
    const chain = messagesField(listener, 'filter_chains').find((each) => textField(each, 'name') === name);
    const fallback = messageField(listener, 'default_filter_chain');
    return {chain: chain ?? fallback, isDefault: !chain && fallback !== undefined, passedOver: []};
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return {
      chain: undefined,
      isDefault: false,
      passedOver: [],
      why: `its matcher cannot be followed: it depends on ${error.message}`,
    };
  }
}

function unmatched({why, passedOver}: ChosenChain & {why?: string}): Outcome & Partial<Trace> {
  const text = why ?? 'no filter chain of the listener takes the connection, so Envoy closes it';
  return {outcome: 'refused', text, filterChain: {name: '', match: '', isDefault: false, takes: '', passedOver}};
}

interface InChain {
  chosen: ChosenChain;
  chain: Message;
  request: TraceRequest;
  connection: Connection;
  client: Client;
}

function throughChain(dump: ConfigDump, at: InChain): Outcome & Partial<Trace> {
  const {chain, chosen, request, client} = at;
  const tls = downstreamTls(chain);
  const encrypted = request.tls || client === 'mesh';
  const origin = originOf(chain);
  const filterChain = {
    name: chainName(chain),
    match: chosen.isDefault ? 'what no other chain takes' : chainMatch(chain),
    isDefault: chosen.isDefault,
    takes: tls ? (tls.mutual ? 'mutual TLS' : 'TLS') : encrypted ? 'bytes, TLS left as it is' : 'plain text',
    ...(origin && {origin}),
    passedOver: chosen.passedOver,
  };
  if (tls && !encrypted) return {filterChain, ...closed('the filter chain wants TLS and the client speaks plain text')};
  const {filters, manager, targets} = readFilters(chain, at.connection);
  const base = {filterChain, filters};
  if (manager) return {...base, ...throughManager(dump, manager, at, tls)};
  if (!targets) return {...base, ...closed('no filter of the chain sends the connection on')};
  const branch: Branch = {action: {kind: 'forward', targets}, settings: [], destinations: [], missingStatus: 503};
  return {...base, ...concluded(dump, [branch], false)};
}

function closed(why: string): Outcome {
  return {outcome: 'refused', text: `${why}, so Envoy closes it`};
}

function throughManager(
  dump: ConfigDump,
  manager: Message,
  {request, connection, client}: InChain,
  tls: ReturnType<typeof downstreamTls>,
): Outcome & Partial<Trace> {
  if (request.tls && !tls) return closed('the filter chain wants plain HTTP and the client speaks TLS');
  if (request.protocol === 'tcp') {
    return closed('the filter chain wants HTTP; give a URL to follow a request');
  }
  const presented = tls !== undefined && (client === 'mesh' || tls.mutual);
  const transport = {port: connection.port, tls: tls && {presented, validated: presented}};
  const {end, ...path} = followHttp(dump, manager, request, transport);
  return end ? {...path, ...end} : {...path, ...concluded(dump, path.branches, true)};
}

/** The branches with what the dump says of their clusters, and what becomes of them. */
function concluded(dump: ConfigDump, branches: readonly Branch[], http: boolean): Outcome & Pick<Trace, 'branches'> {
  const targetsOf = ({action}: Branch) => (action.kind === 'forward' ? action.targets : []);
  const names = new Set(branches.flatMap(targetsOf).map(({cluster}) => cluster));
  const known = readDestinations(dump, names);
  const complete = branches.map((branch) => ({
    ...branch,
    destinations: targetsOf(branch).flatMap(({cluster}) => known.get(cluster) ?? []),
  }));
  return {branches: complete, ...verdictOf(complete, http)};
}

interface Filters {
  filters: string[];
  /** The configuration of the connection manager, if there is one. */
  manager?: Message;
  targets?: {cluster: string; share: number}[];
}

/** The filters up to the first that decides where a connection goes. */
function readFilters(chain: Message, {sni}: Connection): Filters {
  const filters: string[] = [];
  let bySni = false;
  for (const filter of messagesField(chain, 'filters')) {
    const config = messageField(filter, 'typed_config');
    const type = typeOf(config).split('.').at(-1);
    if (type === 'HttpConnectionManager' && config) {
      const http = messagesField(config, 'http_filters').map(filterLabel);
      return {filters: [...filters, ...http], manager: config};
    }
    if (type === 'TcpProxy' && config) return {filters, targets: tcpTargets(config, bySni ? sni : undefined)};
    if (type === 'SniCluster') bySni = true;
    filters.push(filterLabel(filter));
  }
  return {filters};
}

/** The name; of RBAC, which may refuse the request, also how many policies it has and what they do. */
function filterLabel(filter: Message): string {
  const name = textField(filter, 'name');
  const config = messageField(filter, 'typed_config');
  const rules = config && typeOf(config).endsWith('.RBAC') ? messageField(config, 'rules') : undefined;
  if (!rules) return name;
  const action = enumField(rules, 'action', ['ALLOW', 'DENY', 'LOG']) ?? 'ALLOW';
  return `${name} (${action}, policies: ${Object.keys(messageField(rules, 'policies') ?? {}).length})`;
}

/** A filter before it may set the cluster to the name in the TLS handshake (configuration/listeners/network_filters/sni_cluster_filter). */
function tcpTargets(config: Message, sni: string | undefined): {cluster: string; share: number}[] {
  const weighted = messageField(config, 'weighted_clusters');
  if (sni !== undefined) return [{cluster: sni, share: 1}];
  return weighted ? weightedTargets(weighted) : [{cluster: textField(config, 'cluster'), share: 1}];
}
