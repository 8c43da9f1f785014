// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {parseRequest} from '../../../src/envoy/trace/request.js';
import {type Trace, type TraceOptions, traceRequest} from '../../../src/envoy/trace/trace.js';
import type {Json} from '../../envoy-server/config.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {type Received, type Sent, sendThrough} from '../../envoy-server/request.js';
import {address, edsCluster, endpoints, httpManager} from '../../envoy-server/sidecar.js';

/** A server that answers every HTTP request, for clusters to lead to. */
export async function startUpstream(port: number): Promise<Server> {
  const server = createServer((request, response) => response.end(request.url)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** An Envoy with a listener for each connection manager, on the ports in their order, and a cluster `up` of that port. */
export function startManagers(
  managers: readonly Json[],
  {ports, upstream}: {ports: readonly number[]; upstream: number},
): Promise<Envoy> {
  return startEnvoy({
    listeners: managers.map((manager, i) => ({
      name: `manager-${i}`,
      address: address('127.0.0.1', ports[i] ?? 0),
      filter_chains: [{filters: [httpManager(manager)]}],
    })),
    clusters: [edsCluster('up')],
    endpoints: [endpoints('up', `127.0.0.1:${upstream}`)],
  });
}

/** A route configuration whose answers say which route and cluster they came by. */
export function reporting(config: Json, version = '1'): Json {
  const header = (key: string, value: string) => ({header: {key, value}, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD'});
  return {
    ...config,
    response_headers_to_add: [
      header('x-route', '%ROUTE_NAME%'),
      header('x-cluster', '%UPSTREAM_CLUSTER_RAW%'),
      header('x-version', version),
    ],
  };
}

/** What Envoy did with a request: the route and cluster that it reports, or the status of its own answer. */
export interface Done {
  /** `grpc` for an answer in the way of gRPC, whose own status tells less. */
  status: number | 'closed' | 'grpc';
  route?: string;
  cluster?: string;
  /** Where a redirect leads. */
  location?: string;
}

/** Sends a request and says what Envoy did with it. */
export async function done(port: number, sent: Sent): Promise<Done> {
  const answer = await sendThrough(port, sent).catch((): Received | undefined => undefined);
  if (!answer) return {status: 'closed'};
  const header = (name: string) => {
    const value = answer.headers[name];
    return typeof value === 'string' && value !== '-' ? value : undefined;
  };
  const route = header('x-route');
  const cluster = header('x-cluster');
  const status = answer.headers['grpc-status'] === undefined ? answer.status : 'grpc';
  const location = header('location');
  return {status, ...(route && {route}), ...(cluster && {cluster}), ...(location && {location})};
}

/** What the dump of an Envoy says of a request. */
export async function traced(envoy: Envoy, target: string, options: TracedOptions = {}): Promise<Trace> {
  return tracedIn(await envoy.page('/config_dump?include_eds'), target, options);
}

export interface TracedOptions extends TraceOptions {
  method?: string;
  headers?: string[];
  sni?: string;
}

/** The same, from a dump that was taken before. */
export function tracedIn(
  bytes: Buffer,
  target: string,
  {method, headers = [], sni, ...options}: TracedOptions = {},
): Trace {
  return traceRequest(readConfigDump({bytes, name: 'Envoy'}), parseRequest(target, {method, headers, sni}), options);
}

/** What Envoy should do by our account: one entry for every way that chance may take. */
export function expected(trace: Trace): Done[] {
  if (!/^application\/grpc(\+|$)/.test(trace.request.headers.get('content-type')?.[0] ?? '')) return ways(trace);
  return ways(trace).map((way) => (way.status === 200 && way.cluster ? way : {...way, status: 'grpc'}));
}

function ways({branches, outcome, status, virtualHost, request}: Trace): Done[] {
  // A virtual host that wants TLS.
  if (branches.length === 0 && status === 301 && virtualHost) {
    return [{status, location: `https://${request.authority}${request.path}`}];
  }
  if (branches.length === 0) return [{status: status ?? (outcome === 'refused' ? 'closed' : 200)}];
  return branches.flatMap(({route, action, destinations, missingStatus}): Done[] => {
    const named = route?.name ? {route: route.name} : {};
    if (action.kind === 'forward') {
      return action.targets.map(({cluster}, i) => ({
        ...named,
        ...(destinations[i]?.known && {cluster}),
        status: destinations[i]?.endpoints?.some(({usable}) => usable) ? 200 : 503,
      }));
    }
    if (action.kind === 'nowhere') return [{...named, status: missingStatus}];
    if (action.kind === 'unknown') throw new Error(`what Envoy does is not known: ${action.what}`);
    return [{...named, status: action.status, ...(action.kind === 'redirect' && {location: action.location})}];
  });
}
