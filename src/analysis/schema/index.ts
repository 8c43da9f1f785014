// SPDX-License-Identifier: Apache-2.0

import type {IstioKind, Resource} from '../model/resource.js';
import type {Config, Validator} from './problem.js';

type Loaders = {[K in IstioKind]: () => Promise<Validator<K>>};

/** The rules of each kind, loaded when the kind is met. */
const loaders: Loaders = {
  AuthorizationPolicy: async () => (await import('./security/authorization-policy.js')).authorizationPolicy,
  DestinationRule: async () => (await import('./destinationrule/destination-rule.js')).destinationRule,
  EnvoyFilter: async () => (await import('./envoyfilter/envoy-filter.js')).envoyFilter,
  Gateway: async () => (await import('./gateway/gateway.js')).gateway,
  PeerAuthentication: async () => (await import('./security/peer-authentication.js')).peerAuthentication,
  ProxyConfig: async () => (await import('./workload/proxy-config.js')).proxyConfig,
  RequestAuthentication: async () => (await import('./security/request-authentication.js')).requestAuthentication,
  ServiceEntry: async () => (await import('./serviceentry/service-entry.js')).serviceEntry,
  Sidecar: async () => (await import('./sidecar/sidecar.js')).sidecar,
  Telemetry: async () => (await import('./telemetry/telemetry.js')).telemetry,
  TrafficExtension: async () => (await import('./extensions/wasm.js')).trafficExtension,
  VirtualService: async () => (await import('./virtualservice/virtual-service.js')).virtualService,
  WasmPlugin: async () => (await import('./extensions/wasm.js')).wasmPlugin,
  WorkloadEntry: async () => (await import('./workload/workload-entry.js')).workloadEntry,
  WorkloadGroup: async () => (await import('./workload/workload-group.js')).workloadGroup,
};

/** Kinds that have rules, in the order in which the reference goes through them. */
export const schemaKinds: readonly IstioKind[] = [
  'AuthorizationPolicy',
  'DestinationRule',
  'EnvoyFilter',
  'Gateway',
  'PeerAuthentication',
  'ProxyConfig',
  'RequestAuthentication',
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'TrafficExtension',
  'VirtualService',
  'WasmPlugin',
  'WorkloadEntry',
  'WorkloadGroup',
];

/** The rules of a kind, with the engines that these specs need. */
export async function loadValidator<K extends IstioKind>(
  kind: K,
  specs: Iterable<Resource<K>['spec']>,
): Promise<Validator<K>> {
  const [validator] = await Promise.all([loaders[kind](), loadEngines(kind, specs)]);
  return validator;
}

/** Engines cost more than the rules: only where a spec has something for them. */
async function loadEngines(kind: IstioKind, specs: Iterable<unknown>): Promise<void> {
  const mentions = (word: RegExp) => {
    for (const spec of specs) if (word.test(JSON.stringify(spec))) return true;
    return false;
  };
  if (kind === 'VirtualService' && mentions(/"(?:regex|uriRegexRewrite)"/)) {
    await (await import('./checks/regex.js')).loadRegexEngine();
  }
  if (kind === 'EnvoyFilter') {
    if (mentions(/"proxyVersion"/)) await (await import('./checks/regex.js')).loadRegexEngine();
    if (mentions(/"value"/)) await (await import('./envoyfilter/envoy-types.js')).loadEnvoyTypes();
  }
  if (kind === 'Telemetry' && mentions(/"filter"/)) await (await import('./checks/cel.js')).loadCel();
}

/** Of a resource what its rules are shown. */
export function configOf<K extends IstioKind>(resource: Resource<K>, compat: boolean): Config<K> {
  const {name, namespace, labels, annotations, spec} = resource;
  return {name, namespace, labels, annotations, spec, compat};
}
