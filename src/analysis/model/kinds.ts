// SPDX-License-Identifier: Apache-2.0

import type {AnalyzerEntry, Input} from './analyzer.js';
import type {KindName} from './resource.js';

/** A kind that analyzers look at. */
export interface KindInfo {
  /** How analyzers call it: the kind itself, but for Gateway API's Gateway. */
  readonly name: KindName;
  readonly kind: string;
  readonly group: string;
  /** Accepted versions. */
  readonly versions: readonly string[];
  /** Message that describes the spec, or the whole object where `whole`. */
  readonly message: string;
  readonly whole?: boolean;
  readonly clusterScoped?: boolean;
  /** What belongs to one revision of the control plane counts for all. */
  readonly anyRevision?: boolean;
  /** Read from a cluster only, unless the files are said to be the whole cluster (spec §1.4). */
  readonly core?: boolean;
}

const NETWORKING = ['v1', 'v1alpha3', 'v1beta1'];
const SECURITY = ['v1', 'v1beta1'];
const GATEWAY_API = ['v1', 'v1alpha2', 'v1beta1'];

function istio(
  group: string,
  packageName: string,
  versions: readonly string[],
  names: readonly KindName[],
): KindInfo[] {
  return names.map((name) => ({name, kind: name, group, versions, message: `istio.${packageName}.${name}`}));
}

/** Every kind; those that the reference knows with the versions of §1.4. */
export const kinds: readonly KindInfo[] = [
  ...istio('networking.istio.io', 'networking.v1alpha3', NETWORKING, [
    'DestinationRule',
    'Gateway',
    'ServiceEntry',
    'Sidecar',
    'VirtualService',
    'WorkloadEntry',
    'WorkloadGroup',
  ]),
  ...istio('networking.istio.io', 'networking.v1alpha3', ['v1alpha3'], ['EnvoyFilter']),
  ...istio('networking.istio.io', 'networking.v1beta1', ['v1beta1'], ['ProxyConfig']),
  ...istio('security.istio.io', 'security.v1beta1', SECURITY, [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
  ]),
  ...istio('telemetry.istio.io', 'telemetry.v1alpha1', ['v1', 'v1alpha1'], ['Telemetry']),
  ...istio('extensions.istio.io', 'extensions.v1alpha1', ['v1alpha1'], ['WasmPlugin', 'TrafficExtension']),
  ...(
    [
      ['KubernetesGateway', 'Gateway', GATEWAY_API, 'GatewaySpec'],
      ['HTTPRoute', 'HTTPRoute', GATEWAY_API, 'RouteSpec'],
      ['GRPCRoute', 'GRPCRoute', ['v1', 'v1alpha2'], 'RouteSpec'],
      ['TLSRoute', 'TLSRoute', ['v1', 'v1alpha3', 'v1alpha2'], 'RouteSpec'],
      ['TCPRoute', 'TCPRoute', ['v1alpha2'], 'RouteSpec'],
      ['ReferenceGrant', 'ReferenceGrant', ['v1', 'v1beta1', 'v1alpha2'], 'ReferenceGrantSpec'],
    ] as const
  ).map(([name, kind, versions, message]) => ({
    name,
    kind,
    group: 'gateway.networking.k8s.io',
    versions,
    message,
    anyRevision: name === 'KubernetesGateway' || name === 'ReferenceGrant',
  })),
  {
    name: 'GatewayClass',
    kind: 'GatewayClass',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    message: 'GatewayClassSpec',
    anyRevision: true,
    clusterScoped: true,
  },
  {name: 'ConfigMap', kind: 'ConfigMap', group: '', versions: ['v1'], message: 'ConfigMap', whole: true},
  ...(['Deployment', 'StatefulSet', 'DaemonSet'] as const).map((name) => ({
    name,
    kind: name,
    group: 'apps',
    versions: ['v1'],
    message: 'DeploymentSpec',
  })),
  {
    name: 'NetworkPolicy',
    kind: 'NetworkPolicy',
    group: 'networking.k8s.io',
    versions: ['v1'],
    message: 'NetworkPolicySpec',
    anyRevision: true,
  },
  {
    name: 'ServiceAccount',
    kind: 'ServiceAccount',
    group: '',
    versions: ['v1'],
    message: 'ServiceAccount',
    whole: true,
    anyRevision: true,
  },
  {
    name: 'CustomResourceDefinition',
    kind: 'CustomResourceDefinition',
    group: 'apiextensions.k8s.io',
    versions: ['v1'],
    message: 'CustomResourceDefinitionSpec',
    clusterScoped: true,
  },
  ...(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const).map((name) => ({
    name,
    kind: name,
    group: 'admissionregistration.k8s.io',
    versions: ['v1'],
    message: 'WebhookConfiguration',
    whole: true,
    clusterScoped: true,
  })),
  {name: 'Service', kind: 'Service', group: '', versions: ['v1'], message: 'ServiceSpec', core: true},
  {
    name: 'Namespace',
    kind: 'Namespace',
    group: '',
    versions: ['v1'],
    message: 'NamespaceSpec',
    clusterScoped: true,
    core: true,
  },
  {name: 'Node', kind: 'Node', group: '', versions: ['v1'], message: 'NodeSpec', clusterScoped: true, core: true},
  {name: 'Pod', kind: 'Pod', group: '', versions: ['v1'], message: 'PodSpec', core: true},
  {name: 'Secret', kind: 'Secret', group: '', versions: ['v1'], message: 'Secret', whole: true, core: true},
];

const byKey = new Map(
  kinds.flatMap((info) => info.versions.map((version) => [keyOf(info.group, version, info.kind), info])),
);

function keyOf(group: string, version: string, kind: string): string {
  return `${group === '' ? version : `${group}/${version}`}/${kind}`;
}

/** The kind of that `apiVersion` and `kind`, where analyzers know it. */
export function kindOf(apiVersion: string, kind: string): KindInfo | undefined {
  return byKey.get(`${apiVersion}/${kind}`);
}

/** Kinds that these analyzers read. */
export function wantedKinds(analyzers: readonly AnalyzerEntry[]): Set<KindName> {
  const wanted = new Set<Input>(analyzers.flatMap(({inputs}) => inputs));
  return new Set(kinds.map(({name}) => name).filter((name) => wanted.has(name)));
}
