// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import type {TraceRequest} from '../../envoy/trace/request.js';
import {type Trace, traceRequest} from '../../envoy/trace/trace.js';
import {IstioctlError} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {isServerLine, type Problem} from '../group/problem.js';
import {type LogEntry, TOLD} from '../log/entry.js';
import type {ProxyDump} from './dumps.js';
import type {Facts} from './facts.js';
import {type ClusterName, type Destination, destinationOf, parseCluster} from './hosts.js';
import {namespaceOf, podAddresses, proxyRole} from './objects.js';

/** Where the line was written that says why. */
export type Side = 'client' | 'gateway' | 'server';

/** One problem with everything that was found out about the two ends of its requests. */
export interface Scene {
  facts: Facts;
  problem: Problem;
  entry: LogEntry;
  side: Side;
  /** The pod that asks; undefined where it is not known or outside of the mesh. */
  caller: KubeObject | undefined;
  /** The pod that is asked. */
  callee: KubeObject | undefined;
  /** The gateway's pod. */
  gateway: KubeObject | undefined;
  /** Dump of the client's proxy, or the gateway's. */
  dump: ProxyDump | undefined;
  serverDump: ProxyDump | undefined;
  /** The cluster that the client's proxy chose. */
  cluster: ClusterName | undefined;
  /** The Service or ServiceEntry that is meant. */
  destination: Destination | undefined;
  /** Namespace of who asks, from which short names are meant. */
  namespace: string;
  /** Host that the client asked for, without a port; empty where it is not known. */
  host: string;
  port: number;
  /** How the dump of the client's proxy routes the request; undefined where it cannot be told. */
  trace: Trace | undefined;
}

/** Finds out who the ends of the requests are, and where the request was meant to go. */
export function sceneOf(problem: Problem, facts: Facts): Scene {
  const {entry, client} = problem;
  const own = client ?? entry;
  const side = sideOf(entry, facts);
  const isClient = client !== undefined && !isServerLine(client);
  const gateway = gatewayAt(own, facts);
  // To the server, it is the gateway that asks.
  const caller = side === 'server' && gateway ? gateway : podAt(facts, own.downstreamRemote);
  const cluster = parseCluster(isClient || side !== 'server' ? own.cluster : own.sni);
  const dump = side === 'server' && !isClient ? undefined : dumpOf(own, gateway, facts);
  const callee = calleeOf(problem, facts);
  const namespace = namespaceFor({caller, gateway, dump, side, isClient, facts});
  const authority = own.authority.replace(/:\d+$/, '');
  const port = portOf(own, cluster);
  const host = authority || own.sni || '';
  const destination = meant({own, cluster, host, namespace, callee, facts});
  const scene = {
    facts,
    problem,
    entry,
    side,
    caller,
    callee,
    gateway,
    dump,
    cluster,
    destination,
    namespace,
    host,
    port,
  };
  return {...scene, serverDump: serverDumpOf(callee, problem, facts), trace: dump && tracedBy(dump, own)};
}

function sideOf(entry: LogEntry, facts: Facts): Side {
  if (gatewayAt(entry, facts)) return 'gateway';
  const at = facts.dumps.find(({address}) => address !== '' && address === hostOf(entry.downstreamLocal));
  if (at?.type === 'router' && !entry.cluster.startsWith('inbound|')) return 'gateway';
  return isServerLine(entry) ? 'server' : 'client';
}

/** The address before the port. */
export function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replaceAll(/^\[|\]$/g, '');
}

/** The port of an address; 0 where it has none. */
export function portNumber(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1] ?? 0);
}

/** The pod that has an address, with or without a port. */
export function podAt({objects}: Facts, address: string): KubeObject | undefined {
  const host = hostOf(address);
  return host === '' ? undefined : objects.all('Pod').find((pod) => podAddresses(pod).includes(host));
}

function gatewayAt({downstreamLocal, cluster}: LogEntry, facts: Facts): KubeObject | undefined {
  if (cluster.startsWith('inbound|')) return undefined;
  const pod = podAt(facts, downstreamLocal);
  return pod && proxyRole(pod) === 'router' ? pod : undefined;
}

function calleeOf({entry, servers, client}: Problem, facts: Facts): KubeObject | undefined {
  const [server] = isServerLine(entry) ? [entry] : servers;
  const addresses = [server?.downstreamLocal, entry.upstreamHost, client?.upstreamHost];
  for (const address of addresses) {
    const pod = address === undefined ? undefined : podAt(facts, address);
    if (pod) return pod;
  }
  return undefined;
}

function dumpOf(entry: LogEntry, gateway: KubeObject | undefined, {dumps}: Facts): ProxyDump | undefined {
  const addresses = gateway ? podAddresses(gateway) : [hostOf(entry.downstreamRemote), hostOf(entry.upstreamLocal)];
  const found = dumps.find(({address}) => address !== '' && addresses.includes(address));
  if (found || gateway) return found;
  const here = dumps.find(({address}) => address !== '' && address === hostOf(entry.downstreamLocal));
  // Of one dump alone, and a log without addresses, it is taken that they belong together.
  const isSilent = entry.downstreamRemote === '' && entry.downstreamLocal === '';
  return here ?? (isSilent ? dumps[0] : undefined);
}

function serverDumpOf(
  callee: KubeObject | undefined,
  {entry, servers}: Problem,
  {dumps}: Facts,
): ProxyDump | undefined {
  const addresses = callee
    ? podAddresses(callee)
    : [entry, ...servers].map(({downstreamLocal}) => hostOf(downstreamLocal));
  return dumps.find(({address, type}) => address !== '' && type !== 'router' && addresses.includes(address));
}

interface Place {
  caller: KubeObject | undefined;
  gateway: KubeObject | undefined;
  dump: ProxyDump | undefined;
  side: Side;
  isClient: boolean;
  facts: Facts;
}

function namespaceFor({caller, gateway, dump, side, isClient}: Place): string {
  if (gateway) return namespaceOf(gateway);
  if (dump) return dump.namespace;
  return caller && (side === 'client' || isClient) ? namespaceOf(caller) : '';
}

function portOf({authority, downstreamLocal}: LogEntry, cluster: ClusterName | undefined): number {
  return cluster?.port || portNumber(downstreamLocal) || portNumber(authority);
}

interface Meant {
  own: LogEntry;
  cluster: ClusterName | undefined;
  host: string;
  namespace: string;
  callee: KubeObject | undefined;
  facts: Facts;
}

function meant({own, cluster, host, namespace, callee, facts}: Meant): Destination | undefined {
  const {objects} = facts;
  if (own.place === TOLD) return destinationOf(objects, hostOf(own.downstreamLocal), namespace);
  if (cluster && cluster.host !== '') return destinationOf(objects, cluster.host, namespace);
  if (host !== '' && !/^[\d.]+$/.test(host) && !host.startsWith('outbound_.'))
    return destinationOf(objects, host, namespace);
  const address = hostOf(own.downstreamLocal);
  const byAddress = objects.all('Service').find((each) => clusterAddresses(each).includes(address));
  if (byAddress) return {host: fullNameOf(byAddress), service: byAddress};
  if (!callee) return undefined;
  const behind = serviceBefore(facts, callee, portNumber(own.downstreamLocal));
  return behind && {host: fullNameOf(behind), service: behind};
}

function clusterAddresses(service: KubeObject): string[] {
  const more = part(service, 'spec')['clusterIPs'];
  return [text(service['spec'], 'clusterIP'), ...(Array.isArray(more) ? more.map(String) : [])];
}

/** The full name of a Service. */
export function fullNameOf(service: KubeObject): string {
  return `${service.metadata.name}.${namespaceOf(service)}.svc.cluster.local`;
}

/** The Service that leads to a port of a pod. */
export function serviceBefore({objects}: Facts, pod: KubeObject, port: number): KubeObject | undefined {
  const labels = pod.metadata.labels ?? {};
  const services = objects.in('Service', namespaceOf(pod)).filter((service) => {
    const selector = Object.entries(part(service, 'spec', 'selector'));
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
  return services.find((service) => targetsPort(service, pod, port)) ?? services[0];
}

function targetsPort(service: KubeObject, pod: KubeObject, port: number): boolean {
  return parts(service['spec'], 'ports').some((each) => {
    const target = each['targetPort'] ?? each['port'];
    if (typeof target !== 'string') return target === port;
    return parts(pod['spec'], 'containers').some((container) =>
      parts(container, 'ports').some((own) => text(own, 'name') === target && own['containerPort'] === port),
    );
  });
}

/** The way of the request through the configuration; a dump without listeners or routes tells nothing. */
function tracedBy({dump}: ProxyDump, entry: LogEntry): Trace | undefined {
  const port = portNumber(entry.downstreamLocal) || portNumber(entry.authority);
  if (port === 0) return undefined;
  const request: TraceRequest = {
    protocol: entry.method === '' ? 'tcp' : 'http',
    tls: entry.sni !== '',
    host: hostOf(entry.downstreamLocal) || hostOf(entry.authority),
    port,
    method: entry.method || 'GET',
    path: entry.path || '/',
    authority: entry.authority,
    headers: new Map(),
    sni: entry.sni || undefined,
  };
  try {
    return traceRequest(dump, request);
  } catch (error) {
    // A dump of some sections only is one that says less.
    if (error instanceof IstioctlError) return undefined;
    throw error;
  }
}
