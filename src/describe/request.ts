// SPDX-License-Identifier: Apache-2.0
import {proxyPlace} from '../envoy/bootstrap.js';
import {type ConfigDump, findSection} from '../envoy/dump/config-dump.js';
import {secretItems} from '../envoy/secret.js';
import type {Branch} from '../envoy/trace/branch.js';
import type {TracedEndpoint} from '../envoy/trace/destination.js';
import type {SentRequest} from '../envoy/trace/match/sent.js';
import type {TraceRequest} from '../envoy/trace/request.js';
import {type Trace, traceRequest} from '../envoy/trace/trace.js';

export type Verdict = 'ALLOWED' | 'DENIED' | 'NOT ROUTED' | 'PARTLY ALLOWED' | 'UNKNOWN';

/** What is behind an address: a proxy with what it holds, no proxy, or something that is not known. */
export type Server =
  | {kind: 'proxy'; name: string; dump: ConfigDump}
  | {kind: 'plain'; name: string}
  | {kind: 'outside'}
  | {kind: 'silent'; name: string; why: string};

export interface RequestOptions {
  /** Of a token that the client sends, which is taken to be good. */
  claims?: Readonly<Record<string, unknown>> | undefined;
  /** Address of who sends the request to the proxy, where that is not its own application. */
  ip?: string | undefined;
  /** The client's name; that of its proxy when left out. */
  principal?: string | undefined;
  serverAt(address: string): Promise<Server>;
}

/** What becomes of the request at one endpoint. */
export interface AtServer {
  cluster: string;
  /** Part of the requests that go to the cluster. */
  share: number;
  /** Which requests go there, where not all do. */
  condition?: string;
  /** How many endpoints of the cluster were not looked at. */
  others: number;
  address?: string;
  tls?: string;
  server?: string;
  verdict: 'ALLOWED' | 'DENIED' | 'NOT ROUTED' | 'UNKNOWN';
  why: string;
  /** The way through the server's proxy. */
  trace?: Trace;
}

export interface DescribedRequest {
  /** The way through the client's proxy. */
  client: Trace;
  /** Who the client is to servers. */
  principal: string;
  servers: AtServer[];
  verdict: Verdict;
  /** Why, where the client's own proxy decides it. */
  why: string;
}

/** So many endpoints of a cluster are asked: they differ seldom, and each answers with all that it holds. */
const LOOKED_AT = 3;

/**
 * Follows a request from the proxy of its client through those of its servers: where it goes, and who lets it through
 * by which policy. Throws an IstioctlError where a dump lacks what is needed.
 */
export async function describeRequest(
  dump: ConfigDump,
  request: TraceRequest,
  options: RequestOptions,
): Promise<DescribedRequest> {
  const client = traceRequest(dump, request, {claims: options.claims, ip: options.ip});
  const {id, serviceAccount} = proxyPlace(dump);
  const principal = options.principal ?? principalOf(dump, client.proxy.namespace, serviceAccount);
  const base = {client, principal, servers: [], why: client.text};
  if (client.outcome === 'unknown') return {...base, verdict: 'UNKNOWN'};
  if (client.outcome === 'refused') return {...base, verdict: isDenied(client) ? 'DENIED' : 'NOT ROUTED'};
  const [, address] = id.split('~');
  const caller = {principal, ip: client.proxy.type === '' ? undefined : address};
  const servers: AtServer[] = [];
  const serverAt = askedOnce(options.serverAt);
  for (const branch of client.branches) {
    servers.push(...(await atServers(branch, request, caller, {...options, serverAt})));
  }
  return {...base, servers, verdict: verdictOf(servers)};
}

/** Routes and subsets often lead to the same pods, and a proxy that is asked answers with all that it holds. */
function askedOnce(serverAt: RequestOptions['serverAt']): RequestOptions['serverAt'] {
  const known = new Map<string, Promise<Server>>();
  return (address) => {
    const server = known.get(address) ?? serverAt(address);
    known.set(address, server);
    return server;
  };
}

function isDenied({authorization}: Trace): boolean {
  return authorization.some(({result}) => result === 'denied');
}

/** The service account of a proxy, in the trust domain of its own certificate. */
function principalOf(dump: ConfigDump, namespace: string, serviceAccount: string): string {
  const own = findSection(dump, 'Secrets') && secretItems(dump)?.find((item) => item.name === 'default');
  return `${own?.trustDomain || 'cluster.local'}/ns/${namespace}/sa/${serviceAccount || 'default'}`;
}

interface Client {
  principal: string;
  ip: string | undefined;
}

async function atServers(
  {action, condition, destinations, sent}: Branch,
  request: TraceRequest,
  client: Client,
  options: RequestOptions,
): Promise<AtServer[]> {
  const some = {...(condition !== undefined && {condition})};
  const nowhere = {cluster: '', share: 1, ...some, others: 0};
  if (action.kind === 'unknown') return [{...nowhere, verdict: 'UNKNOWN', why: `${action.what} is not followed here`}];
  if (action.kind === 'nowhere') return [{...nowhere, verdict: 'NOT ROUTED', why: action.why}];
  // Redirects and answers of the proxy's own need no server.
  if (action.kind !== 'forward') return [];
  const found: AtServer[] = [];
  for (const [i, {cluster, share}] of action.targets.entries()) {
    const {endpoints = [], type} = destinations[i] ?? {};
    const base = {cluster, share, ...some, others: 0};
    if (type === 'ORIGINAL_DST') {
      found.push({...base, verdict: 'ALLOWED', why: 'it leaves for the address that the client wanted'});
      continue;
    }
    const targets = [
      ...new Map(endpoints.filter(({usable}) => usable).map((endpoint) => [endpoint.address, endpoint])).values(),
    ];
    if (targets.length === 0) found.push({...base, verdict: 'NOT ROUTED', why: 'no endpoint can take it'});
    const others = Math.max(0, targets.length - LOOKED_AT);
    for (const endpoint of targets.slice(0, LOOKED_AT)) {
      found.push({...base, others, ...(await atEndpoint(endpoint, {...request, ...sent?.[i]}, client, options))});
    }
  }
  return found;
}

type AtEndpoint = Pick<AtServer, 'address' | 'tls' | 'server' | 'verdict' | 'why' | 'trace'>;

async function atEndpoint(
  {address, tls}: TracedEndpoint,
  {unclear = [], ...request}: TraceRequest & Partial<SentRequest>,
  {principal, ip}: Client,
  {claims, serverAt}: RequestOptions,
): Promise<AtEndpoint> {
  const [, host = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(address) ?? [];
  const base = {address, tls};
  if (address.startsWith('envoy://')) {
    return {...base, verdict: 'UNKNOWN', why: 'it goes through a tunnel of ambient mode, which is not followed here'};
  }
  const server = await serverAt(host);
  switch (server.kind) {
    case 'outside':
      return {...base, verdict: 'ALLOWED', why: 'no pod of the mesh has this address'};
    case 'plain':
      return {...base, server: server.name, verdict: 'ALLOWED', why: 'it has no proxy that could refuse it'};
    case 'silent':
      return {...base, server: server.name, verdict: 'UNKNOWN', why: server.why};
    case 'proxy': {
      const mutual = tls.startsWith('mutual TLS');
      // TLS of the application's own goes through as it is.
      const own = request.tls && tls === 'plain text';
      const plain = {...request, tls: own, sni: own ? request.sni : undefined, host, port: Number(port)};
      const caller = {ip, claims, ...(mutual && {principal})};
      const trace = traceRequest(server.dump, plain, {inbound: true, plaintext: !mutual, ...caller});
      return {...base, server: server.name, ...atProxy(trace, unclear), trace};
    }
  }
}

function atProxy(trace: Trace, unclear: readonly string[]): Pick<AtServer, 'verdict' | 'why'> {
  const [first] = unclear;
  // Other proxies let through whatever comes.
  if (first === undefined || trace.authorization.length === 0) return {verdict: verdictAt(trace), why: trace.text};
  return {
    verdict: 'UNKNOWN',
    why: `its policies judge the request, and ${first} that the client's proxy gives it is not known here`,
  };
}

function verdictAt(trace: Trace): AtServer['verdict'] {
  if (trace.outcome === 'unknown') return 'UNKNOWN';
  if (trace.outcome !== 'refused') return 'ALLOWED';
  // A server that wants mutual TLS closes the connection of who does not speak it.
  return isDenied(trace) || !trace.filterChain?.name ? 'DENIED' : 'NOT ROUTED';
}

function verdictOf(servers: readonly AtServer[]): Verdict {
  const verdicts = new Set(servers.map(({verdict}) => verdict));
  const [only] = verdicts;
  // Without a server the proxy has answered by itself.
  if (only === undefined) return 'ALLOWED';
  if (verdicts.size === 1) return only;
  return verdicts.has('UNKNOWN') ? 'UNKNOWN' : 'PARTLY ALLOWED';
}
