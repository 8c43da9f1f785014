// SPDX-License-Identifier: Apache-2.0
import {type KindInfo, kinds} from '../../analysis/model/kinds.js';
import type {KindName} from '../../analysis/model/resource.js';

/** A kind that istiod watches for what it sends to proxies. */
export type WatchedKind = Pick<KindInfo, 'group' | 'kind' | 'versions'>;

/** Those that analyzers look at too. */
const ANALYZED: ReadonlySet<KindName> = new Set<KindName>([
  ...(['Namespace', 'Node', 'Pod', 'Service'] as const),
  ...(['DestinationRule', 'EnvoyFilter', 'Gateway', 'ProxyConfig', 'ServiceEntry', 'Sidecar'] as const),
  ...(['VirtualService', 'WorkloadEntry', 'Telemetry', 'WasmPlugin', 'TrafficExtension'] as const),
  ...(['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const),
  ...(['KubernetesGateway', 'GatewayClass', 'GRPCRoute', 'HTTPRoute', 'ReferenceGrant', 'TLSRoute'] as const),
]);

const FURTHER: readonly WatchedKind[] = [
  {group: 'discovery.k8s.io', kind: 'EndpointSlice', versions: ['v1']},
  {group: 'gateway.networking.k8s.io', kind: 'BackendTLSPolicy', versions: ['v1', 'v1alpha3', 'v1alpha2']},
  {group: 'gateway.networking.k8s.io', kind: 'ListenerSet', versions: ['v1']},
];

/** The kinds that a mesh is read of (package pilot/pkg/bootstrap and pilot/pkg/serviceregistry/kube/controller). */
export const watchedKinds: readonly WatchedKind[] = [...kinds.filter(({name}) => ANALYZED.has(name)), ...FURTHER];
