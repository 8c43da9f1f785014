// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, located} from '../dump/config-dump.js';
import {type Message, messageField, messagesField, textField, typeOf} from '../dump/message.js';
import {missingText, warmingListeners} from '../dump/warming.js';
import {chainMatch} from '../filter-chain.js';
import {rbacAction} from '../rbac-policy.js';
import {weightedTargets} from './action.js';
import {type Authorization, authorize, forbidden} from './authorization.js';
import type {Branch, Outcome} from './branch.js';
import {spiffeName} from './caller.js';
import {pickChain} from './chain-matcher.js';
import {readDestinations} from './destination.js';
import {type ChosenChain, type Connection, chainName, chooseChain, type PassedOver} from './filter-chain.js';
import {followHttp, type HttpPath, seenByFilters} from './http.js';
import {type Client, inspect, takesMesh} from './inspectors.js';
import {type FoundListener, findListener, portsFor} from './listener.js';
import {Undecidable} from './match/string-match.js';
import {type Origin, originOf, withRules} from './origin.js';
import {type ProxyNode, proxyNode} from './proxy.js';
import type {RbacInput} from './rbac.js';
import type {TraceRequest} from './request.js';
import {downstreamTls} from './upstream-tls.js';
import {verdictOf} from './verdict.js';

export interface TraceOptions {
  /** The request comes to the proxy's own application. */
  inbound?: boolean;
  /** An inbound client has no sidecar. */
  plaintext?: boolean;
  /** Name in the client's certificate, with or without `spiffe://`. */
  principal?: string | undefined;
  /** Address of the client. */
  ip?: string | undefined;
  /** Of the token that the client sends, which is taken to be good. */
  claims?: Readonly<Record<string, unknown>> | undefined;
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
    /** As of {@link Branch}. */
    rules?: string[];
    passedOver: PassedOver[];
  };
  /** Filters that the request meets, those of the connection first. */
  filters: string[];
  /** What those of them say that authorize, in their order. */
  authorization: Authorization[];
}

/** Follows a request through the configuration of a proxy. Throws an IstioctlError where the dump holds no listeners, or something in it does not fit. */
export function traceRequest(dump: ConfigDump, request: TraceRequest, options: TraceOptions = {}): Trace {
  const {inbound = false, plaintext = false} = options;
  const proxy = proxyNode(dump);
  const start = {request, proxy, notes: [], filters: [], authorization: [], passedOver: [], branches: []};
  const found = located(dump.text, 'listeners', () => findListener(dump, request, proxy, inbound));
  if ('ports' in found) {
    const ports = found.ports.join(', ') || 'none';
    const waiting = warmingListeners(dump).find((each) => each.ports.some((port) => portsFor(request).includes(port)));
    const why = waiting
      ? `listener ${waiting.name} is warming, and ${missingText(waiting)}`
      : `there are listeners on ${ports}`;
    return {...start, outcome: 'refused', text: `no listener takes port ${request.port}; ${why}`};
  }
  return located(dump.text, `listener ${found.name}`, () => {
    const way = {
      ...start,
      ...throughListener(dump, found, request, {...options, fromMesh: inbound && !plaintext}),
    };
    return !inbound && isNameless(found) && passesThrough(way.branches) ? {...way, ...unlisted(way, request)} : way;
  });
}

/** Whether nothing in the dump tells the address that the client wants. */
function isNameless({destination}: FoundListener): boolean {
  return destination.address === undefined;
}

function passesThrough(branches: readonly Branch[]): boolean {
  const destinations = branches.flatMap((branch) => branch.destinations);
  return destinations.length > 0 && destinations.every(({type}) => type === 'ORIGINAL_DST');
}

/** A host that the proxy has not heard of: which listener gets the connection depends on the address the name has. */
function unlisted({virtualHost}: Trace, {host, port}: TraceRequest): Partial<Trace> & Outcome {
  const text = `no listener or route of the proxy is for ${host}:${port}; what comes to an address that it does not know is passed through to it`;
  // Of routes it is certain that these take it; of a catch-all listener it is not.
  return {
    outcome: 'unknown',
    text,
    ...(virtualHost ? {} : {listener: undefined, filterChain: undefined, branches: []}),
  };
}

function throughListener(
  dump: ConfigDump,
  found: FoundListener,
  request: TraceRequest,
  {fromMesh, ...options}: TraceOptions & {fromMesh: boolean},
): Outcome & Partial<Trace> {
  const client: Client = fromMesh && !request.tls && takesMesh(found.listener) ? 'mesh' : 'application';
  const connection = inspect(found.listener, request, found.destination, client);
  const {name, address, via, passedOver} = found;
  const notes = client === 'mesh' ? [...found.notes, FROM_MESH] : found.notes;
  const reached = {notes, listener: {name, address, ...(via && {via}), passedOver}};
  const chosen = chainOf(found.listener, connection);
  if (!chosen.chain) return {...reached, ...unmatched(chosen)};
  return {...reached, ...throughChain(dump, {chosen, chain: chosen.chain, request, connection, client, options})};
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
      why: `its matcher is not followed here: it depends on ${error.message}`,
    };
  }
}

function unmatched({why, passedOver}: ChosenChain & {why?: string}): Outcome & Partial<Trace> {
  const text = why ?? 'no filter chain of the listener takes the connection, so Envoy closes it';
  const outcome = why === undefined ? 'refused' : 'unknown';
  return {outcome, text, filterChain: {name: '', match: '', isDefault: false, takes: '', passedOver}};
}

interface InChain {
  chosen: ChosenChain;
  chain: Message;
  request: TraceRequest;
  connection: Connection;
  client: Client;
  options: TraceOptions;
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
    ...withRules(chain),
    passedOver: chosen.passedOver,
  };
  if (tls && !encrypted) return {filterChain, ...closed('the filter chain wants TLS and the client speaks plain text')};
  const {filters, before, manager, targets} = readFilters(chain, at.connection);
  const input = rbacInput(at, tls);
  const authorization = authorize(before, input);
  const base = {filterChain, filters, authorization};
  if (manager) return {...base, ...throughManager(dump, manager, at, {tls, input, authorization})};
  if (!targets) return {...base, ...closed('no filter of the chain sends the connection on')};
  const branch: Branch = {action: {kind: 'forward', targets}, settings: [], destinations: [], missingStatus: 503};
  return {...base, ...unlessForbidden(concluded(dump, [branch], false), authorization, false)};
}

/** What is known of the client: whoever is not in the mesh shows a certificate only where one is asked for. */
function rbacInput({connection, client, request, options}: InChain, tls: ReturnType<typeof downstreamTls>): RbacInput {
  const {address, port, sni} = connection;
  const {principal, ip, claims} = options;
  const shows = tls !== undefined && (client === 'mesh' || (tls.mutual && request.tls));
  const known = principal === undefined ? undefined : spiffeName(principal);
  return {caller: {principal: shows ? known : '', ip, claims}, address, port, sni, http: undefined};
}

/** A request that is not allowed goes nowhere; one that goes nowhere anyway does not need to be allowed. */
function unlessForbidden<T extends Outcome>(outcome: T, authorization: readonly Authorization[], http: boolean): T {
  const refusal = forbidden(authorization, http);
  if (!refusal || (refusal.outcome === 'unknown' && outcome.outcome === 'refused')) return outcome;
  return {...outcome, status: undefined, ...refusal};
}

function closed(why: string): Outcome {
  return {outcome: 'refused', text: `${why}, so Envoy closes it`};
}

function throughManager(
  dump: ConfigDump,
  manager: Message,
  {request, connection, client}: InChain,
  {tls, input, authorization}: InManager,
): Outcome & Partial<Trace> {
  if (request.tls && !tls) return closed('the filter chain wants plain HTTP and the client speaks TLS');
  if (request.protocol === 'tcp') {
    return closed('the filter chain wants HTTP; give a URL to follow a request');
  }
  const presented = tls !== undefined && (client === 'mesh' || tls.mutual);
  const transport = {port: connection.port, tls: tls && {presented, validated: presented}};
  const seen = seenByFilters(manager, request, transport);
  if ('end' in seen) return seen.end;
  const {end, ...path} = followHttp(dump, manager, seen.routed);
  const outcome = end ?? concluded(dump, path.branches, true);
  const all = [...authorization, ...authorize(messagesField(manager, 'http_filters'), {...input, http: seen.routed})];
  return {...path, authorization: all, ...unlessForbidden(outcome, all, true)};
}

interface InManager {
  tls: ReturnType<typeof downstreamTls>;
  input: RbacInput;
  /** What the filters of the connection say. */
  authorization: Authorization[];
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
  /** Those of the connection before the one that decides where it goes. */
  before: Message[];
  /** The configuration of the connection manager, if there is one. */
  manager?: Message;
  targets?: {cluster: string; share: number}[];
}

/** The filters up to the first that decides where a connection goes. */
function readFilters(chain: Message, {sni}: Connection): Filters {
  const filters: string[] = [];
  const before: Message[] = [];
  let bySni = false;
  for (const filter of messagesField(chain, 'filters')) {
    const config = messageField(filter, 'typed_config');
    const type = typeOf(config).split('.').at(-1);
    if (type === 'HttpConnectionManager' && config) {
      const http = messagesField(config, 'http_filters').map(filterLabel);
      return {filters: [...filters, ...http], before, manager: config};
    }
    if (type === 'TcpProxy' && config) return {filters, before, targets: tcpTargets(config, bySni ? sni : undefined)};
    if (type === 'SniCluster') bySni = true;
    filters.push(filterLabel(filter));
    before.push(filter);
  }
  return {filters, before};
}

/** The name; of RBAC, which may refuse the request, also how many policies it has and what they do. */
function filterLabel(filter: Message): string {
  const name = textField(filter, 'name');
  const config = messageField(filter, 'typed_config');
  const rules = config && typeOf(config).endsWith('.RBAC') ? messageField(config, 'rules') : undefined;
  if (!rules) return name;
  return `${name} (${rbacAction(rules)}, policies: ${Object.keys(messageField(rules, 'policies') ?? {}).length})`;
}

/** A filter before it may set the cluster to the name in the TLS handshake (configuration/listeners/network_filters/sni_cluster_filter). */
function tcpTargets(config: Message, sni: string | undefined): {cluster: string; share: number}[] {
  const weighted = messageField(config, 'weighted_clusters');
  if (sni !== undefined) return [{cluster: sni, share: 1}];
  return weighted ? weightedTargets(weighted) : [{cluster: textField(config, 'cluster'), share: 1}];
}
