// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, mergeTrees, type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import {readMessage} from '../typed/mesh-message.js';

/** Istio's defaults for every proxy. */
export const DEFAULT_PROXY_CONFIG: Tree = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  statNameLength: 189,
  interceptionMode: 'REDIRECT',
  proxyMetadata: {},
  statusPort: 15020,
  terminationDrainDuration: '5s',
};

/** Istio's defaults for a mesh, as far as they are not zero. */
export const DEFAULT_MESH_CONFIG: Tree = {
  proxyListenPort: 15001,
  proxyInboundListenPort: 15006,
  connectTimeout: '10s',
  protocolDetectionTimeout: '0s',
  ingressService: 'istio-ingressgateway',
  ingressClass: 'istio',
  ingressControllerMode: 'STRICT',
  accessLogEncoding: 'TEXT',
  defaultConfig: DEFAULT_PROXY_CONFIG,
  outboundTrafficPolicy: {mode: 'ALLOW_ANY'},
  inboundTrafficPolicy: {},
  enableAutoMtls: true,
  trustDomain: 'cluster.local',
  defaultServiceExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  rootNamespace: 'istio-system',
  localityLbSetting: {enabled: true},
  dnsRefreshRate: '60s',
  enablePrometheusMerge: true,
  extensionProviders: [
    {name: 'prometheus', prometheus: {}},
    {name: 'stackdriver', stackdriver: {}},
    {name: 'envoy', envoyFileAccessLog: {path: '/dev/stdout'}},
  ],
};

/**
 * A mesh configuration over Istio's defaults: objects merge, extension providers by their name, trust domain aliases as
 * a set (spec analyze.md §1.9). Throws an Error that names the field, a {@link YamlError} for what is not YAML.
 */
export function meshConfigOf(yaml: string): Tree {
  const given = readMessage(parseYaml(yaml), 'MeshConfig');
  const merged = mergeTrees(DEFAULT_MESH_CONFIG, given);
  const providers = [DEFAULT_MESH_CONFIG['extensionProviders'], given['extensionProviders']].flatMap(listOf);
  const byName = new Map(providers.map((provider) => [textIn(provider, ['name']), provider]));
  const aliases = [...new Set(listOf(given['trustDomainAliases']).map(String))].sort();
  return {
    ...merged,
    extensionProviders: [...byName.values()],
    ...(aliases.length > 0 && {trustDomainAliases: aliases}),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** How the proxies of a mesh start. */
function proxyConfigOf(mesh: Tree): Tree {
  return treeIn(mesh, ['defaultConfig']);
}

/**
 * The proxy configuration of a pod: the mesh's with the annotation `proxy.istio.io/config` over it; objects merge.
 * Throws an Error.
 */
export function annotatedProxyConfig(mesh: Tree, annotation: string | undefined): Tree {
  if (annotation === undefined) return proxyConfigOf(mesh);
  const config = readAnnotation(annotation);
  // Of what a pod can ask for, one way to trace takes the place of another.
  const tracing = treeIn(config, ['tracing']);
  const base = proxyConfigOf(mesh);
  const tracers = ['zipkin', 'lightstep', 'datadog', 'stackdriver', 'openCensusAgent'];
  if (!tracers.some((tracer) => Object.hasOwn(tracing, tracer))) return mergeTrees(base, config);
  const below = Object.entries(treeIn(base, ['tracing'])).filter(([key]) => !tracers.includes(key));
  return mergeTrees({...base, tracing: Object.fromEntries(below)}, config);
}

function readAnnotation(annotation: string): Tree {
  try {
    const value = parseYaml(annotation);
    return readMessage(isTree(value) ? value : checkedEmpty(value), 'ProxyConfig');
  } catch (error) {
    if (error instanceof YamlError) throw new Error(`line ${error.line}: ${error.message}`, {cause: error});
    throw error;
  }
}

function checkedEmpty(value: unknown): Tree {
  if (value === null) return {};
  throw new Error(`a ProxyConfig is an object, not ${JSON.stringify(value)}`);
}

/** The port of the agent on which probes and metrics are served. */
export function statusPortOf(mesh: Tree): number {
  const port = getKey(proxyConfigOf(mesh), 'statusPort');
  return typeof port === 'number' ? port : 0;
}
