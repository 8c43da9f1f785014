// SPDX-License-Identifier: Apache-2.0

/** A kind that istiod watches for what it sends to proxies. */
export interface WatchedKind {
  /** Empty for Kubernetes' core kinds. */
  group: string;
  kind: string;
  /** The newest first; all say the same. */
  versions: readonly string[];
}

function watched(group: string, versions: readonly string[], kinds: readonly string[]): WatchedKind[] {
  return kinds.map((kind) => ({group, kind, versions}));
}

const [V1, NETWORKING] = [['v1'], ['v1', 'v1beta1', 'v1alpha3']];

/** The kinds that a mesh is read of (package pilot/pkg/bootstrap and pilot/pkg/serviceregistry/kube/controller). */
export const watchedKinds: readonly WatchedKind[] = [
  ...watched('', V1, ['Namespace', 'Node', 'Pod', 'Service']),
  ...watched('discovery.k8s.io', V1, ['EndpointSlice']),
  ...watched('networking.istio.io', NETWORKING, [
    'DestinationRule',
    'Gateway',
    'ServiceEntry',
    'Sidecar',
    'VirtualService',
    'WorkloadEntry',
  ]),
  ...watched('networking.istio.io', ['v1alpha3'], ['EnvoyFilter']),
  ...watched('networking.istio.io', ['v1beta1'], ['ProxyConfig']),
  ...watched(
    'security.istio.io',
    ['v1', 'v1beta1'],
    ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  ),
  ...watched('telemetry.istio.io', ['v1', 'v1alpha1'], ['Telemetry']),
  ...watched('extensions.istio.io', ['v1alpha1'], ['WasmPlugin', 'TrafficExtension']),
  ...watched(
    'gateway.networking.k8s.io',
    ['v1', 'v1beta1', 'v1alpha3', 'v1alpha2'],
    [
      'BackendTLSPolicy',
      'Gateway',
      'GatewayClass',
      'GRPCRoute',
      'HTTPRoute',
      'ListenerSet',
      'ReferenceGrant',
      'TLSRoute',
    ],
  ),
];
