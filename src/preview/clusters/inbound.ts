// SPDX-License-Identifier: Apache-2.0
import {isIPv4, isIPv6} from 'node:net';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {ServiceTarget} from '../model/proxy.js';
import type {Service, ServicePort} from '../model/service.js';
import {protocolNamed} from '../registry/protocol.js';
import {meshConfig} from '../settings/mesh-config.js';
import {newCluster} from './base.js';
import {setConnectionPool} from './connection-pool.js';
import {finished} from './draft.js';
import {describe, ruleFields} from './metadata.js';
import {policyForPort} from './policy.js';
import {statName} from './stat-name.js';

/** The longest time that fits: addresses of the workload are never forgotten. */
const FOREVER = '9223372035s';

/** Returns the clusters to the workload's own ports: of its services, or as the Sidecar's ingress says. */
export function inboundClusters(context: Context): EnvoyMessage[] {
  const {proxy, scope, mesh} = context;
  const ingress = scope.sidecar?.spec.ingress ?? [];
  if (ingress.length > 0)
    return ingress.map((listener) => ingressCluster(context, listener)).filter((cluster) => cluster !== undefined);
  if (proxy.interception === 'NONE') return [];
  const local = meshConfig(mesh.settings).inboundTrafficPolicy?.mode === 'LOCALHOST';
  const byPort = new Map<number, ServiceTarget[]>();
  for (const target of proxy.targets) byPort.set(target.targetPort, [...(byPort.get(target.targetPort) ?? []), target]);
  const address = local ? localhost(proxy.addresses) : '';
  return [...byPort]
    .map(([port, targets]) => inboundCluster(context, port, address, targets))
    .filter((cluster) => cluster !== undefined);
}

type IngressListener = NonNullable<NonNullable<NonNullable<Context['scope']['sidecar']>['spec']['ingress']>[number]>;

function ingressCluster(
  context: Context,
  {port: written, defaultEndpoint = ''}: IngressListener,
): EnvoyMessage | undefined {
  const endpoint = localEndpoint(defaultEndpoint, context.proxy.addresses);
  if (!endpoint) return undefined;
  const number = written?.number ?? 0;
  const port = {port: number, name: written?.name ?? '', protocol: protocolNamed(written?.protocol ?? '')};
  const service =
    context.proxy.targets.find(({targetPort}) => targetPort === number)?.service ?? sidecarService(context);
  return inboundCluster(context, number, endpoint.address, [{service, port, targetPort: endpoint.port}]);
}

/** Stands for a service where the Sidecar opens a port that no service has. */
function sidecarService({scope}: Context): Service {
  const {name = '', namespace = ''} = scope.sidecar ?? {};
  return {
    hostname: `${name}.${namespace}`,
    name,
    objectName: name,
    namespace,
    registry: 'External',
    addresses: [],
    ports: [],
    resolution: 'ClientSideLB',
    meshExternal: true,
    headless: false,
    exportTo: [],
    selector: {},
    labels: {},
    annotations: {},
    age: 0,
    trafficDistribution: 'any',
    aliases: [],
    serviceAccounts: [],
  };
}

/** Where an ingress listener sends to; an empty address is the one that the client asked for. */
function localEndpoint(written: string, own: readonly string[]): {address: string; port: number} | undefined {
  if (written === '') return {address: '', port: 0};
  if (written.startsWith('unix://')) return {address: written, port: 0};
  const [, bracketed, host = bracketed, port = ''] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(written) ?? [];
  if (port === '') return undefined;
  return {address: addressOf(host ?? '', own), port: Number(port)};
}

function addressOf(host: string, own: readonly string[]): string {
  switch (host) {
    case '0.0.0.0':
      return own.find((address) => isIPv4(address)) ?? '127.0.0.1';
    case '::':
      return own.find((address) => isIPv6(address)) ?? '::1';
    case '127.0.0.1':
      return localhost(own);
    case '::1':
      return own.some((address) => isIPv6(address)) ? '::1' : localhost(own);
    default:
      return '';
  }
}

function localhost(own: readonly string[]): string {
  return own.length > 0 && own.every((address) => isIPv6(address)) ? '::1' : '127.0.0.1';
}

function inboundCluster(
  context: Context,
  port: number,
  address: string,
  targets: readonly ServiceTarget[],
): EnvoyMessage | undefined {
  const [first] = targets;
  if (!first) return undefined;
  const name = `inbound|${port}||`;
  const draft = newCluster(context, {
    name,
    type: address === '' ? 'ORIGINAL_DST' : 'STATIC',
    port: first.port,
    endpoints: address === '' ? [] : [{lb_endpoints: [{endpoint: {address: socket(address, first.targetPort)}}]}],
    described: describedServices(first, targets),
  });
  if (!draft) return undefined;
  const {cluster} = draft;
  const pattern = meshConfig(context.mesh.settings).inboundClusterStatName;
  if (pattern)
    cluster['alt_stat_name'] =
      `${statName(pattern, {service: first.service, port: first.port, subset: '', targetPort: port})};`;
  const rule = context.scope.destinationRule(first.service, 'inbound');
  const policy = policyForPort(rule?.spec.trafficPolicy, first.port.port);
  if (rule?.spec.trafficPolicy && cluster.metadata !== undefined) describe(draft, ruleFields(rule));
  setConnectionPool(context, draft, sidecarPool(context, port) ?? policy?.connectionPool ?? {}, policy?.retryBudget);
  if (address === '') {
    cluster['cleanup_interval'] = FOREVER;
    cluster['lb_policy'] = 'CLUSTER_PROVIDED';
  }
  // The redirection of traffic leaves this address alone: otherwise the proxy would meet itself.
  if (address !== '127.0.0.1' && address !== '::1')
    cluster['upstream_bind_config'] = {source_address: bindAddress(context)};
  return finished(draft);
}

function socket(address: string, port: number): EnvoyMessage {
  if (address.startsWith('unix://')) return {pipe: {path: address.slice('unix://'.length)}};
  return {socket_address: {address, port_value: port}};
}

/** Returns the source address of connections to the workload. */
export function bindAddress({proxy}: Context): EnvoyMessage {
  return {address: proxy.addresses.some((address) => isIPv4(address)) ? '127.0.0.6' : '::6', port_value: 0};
}

/** The services that are said to be behind the cluster: those of the same port, each once. */
function describedServices(
  {port, service}: {port: ServicePort; service: Service},
  targets: readonly ServiceTarget[],
): Service[] {
  if (service.meshExternal) return [];
  const same = targets.filter((target) => target.port.port === port.port);
  return [
    ...new Map(same.toReversed().map((target) => [target.service.hostname, target.service])).values(),
  ].toReversed();
}

/** Limits of the Sidecar take the place of those of rules (istio.io, "Sidecar", inboundConnectionPool). */
function sidecarPool({scope}: Context, port: number) {
  const {ingress = [], inboundConnectionPool} = scope.sidecar?.spec ?? {};
  return ingress.find((listener) => listener.port?.number === port)?.connectionPool ?? inboundConnectionPool;
}
