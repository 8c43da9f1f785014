// SPDX-License-Identifier: Apache-2.0

import type {Analyze, AnalyzerEntry, Input} from '../analyzer.js';
import {podKinds, policyKinds, routeKinds, waypointUserKinds} from '../kind-groups.js';
import type {KindName} from '../resource.js';

interface Own {
  name: string;
  description: string;
  knows: 'all' | 'any';
  /** What messages are about. */
  of: readonly KindName[];
  /** What else is looked at. */
  with?: readonly Input[];
  /** How many of one kind it takes for a message; below that nothing is loaded. */
  least?: number;
  load: () => Promise<Analyze>;
}

const nothing: Analyze = () => [];

function entry({name, description, knows, of, with: more = [], least = 1, load}: Own): AnalyzerEntry {
  return {
    name,
    description,
    knows,
    subjects: of,
    inputs: [...new Set([...of, ...more])],
    load: async (resources) => (of.some((kind) => resources.all(kind).length >= least) ? load() : nothing),
  };
}

/** Analyzers that the reference does not have, with codes of our own. */
export const ownAnalyzers: readonly AnalyzerEntry[] = [
  entry({
    name: 'ambient.NamespaceLabelAnalyzer',
    description: 'Looks for namespaces that ask for sidecars and for ambient mode',
    knows: 'any',
    of: ['Namespace'],
    load: async () => (await import('./ambient/namespace-labels.js')).namespaceLabels,
  }),
  entry({
    name: 'ambient.WaypointExistsAnalyzer',
    description: 'Looks for labels that name a waypoint which does not exist',
    knows: 'all',
    of: waypointUserKinds,
    with: ['KubernetesGateway', 'GatewayClass', ...policyKinds],
    load: async () => (await import('./ambient/waypoints.js')).missingWaypoints,
  }),
  entry({
    name: 'ambient.WaypointAnalyzer',
    description: 'Looks for waypoints that are not ready, or do not take what is labelled with them',
    knows: 'any',
    of: ['KubernetesGateway'],
    with: [...waypointUserKinds, 'KubernetesGateway', 'GatewayClass', ...policyKinds],
    load: async () => (await import('./ambient/waypoints.js')).unusableWaypoints,
  }),
  entry({
    name: 'ambient.UnusedWaypointAnalyzer',
    description: 'Looks for waypoints that nothing uses',
    knows: 'all',
    of: ['KubernetesGateway'],
    with: ['KubernetesGateway', 'GatewayClass', ...waypointUserKinds],
    load: async () => (await import('./ambient/unused-waypoints.js')).unusedWaypoints,
  }),
  entry({
    name: 'ambient.SidecarAnalyzer',
    description: 'Looks for pods with sidecars in ambient namespaces',
    knows: 'any',
    of: ['Namespace'],
    with: podKinds,
    load: async () => (await import('./ambient/sidecar-pods.js')).sidecarPods,
  }),
  entry({
    name: 'ambient.ZtunnelPolicyAnalyzer',
    description: 'Looks for policies about requests that ztunnel is to enforce',
    knows: 'any',
    of: ['AuthorizationPolicy', 'RequestAuthentication'],
    with: ['Namespace', ...podKinds],
    load: async () => (await import('./ambient/ztunnel-policies.js')).ztunnelPolicies,
  }),
  entry({
    name: 'ambient.PolicyWaypointAnalyzer',
    description: 'Looks for policies attached to services that have no waypoint',
    knows: 'all',
    of: policyKinds,
    with: ['Service', 'ServiceEntry', 'Namespace'],
    load: async () => (await import('./ambient/policies-without-waypoint.js')).policiesWithoutWaypoint,
  }),
  entry({
    name: 'ambient.NetworkPolicyAnalyzer',
    description: 'Looks for network policies that keep the mesh out of ambient pods',
    knows: 'all',
    of: ['NetworkPolicy'],
    with: ['Namespace', ...podKinds],
    load: async () => (await import('./ambient/hbone-port.js')).hbonePort,
  }),
  entry({
    name: 'ambient.RouteWaypointAnalyzer',
    description: 'Looks for routes and traffic policies of ambient services that have no waypoint',
    knows: 'all',
    of: ['VirtualService', 'DestinationRule', ...routeKinds],
    with: [...waypointUserKinds, 'WorkloadGroup', 'Gateway', 'KubernetesGateway', 'GatewayClass', 'MeshConfig'],
    load: async () => (await import('./ambient/routes-without-waypoint.js')).routesWithoutWaypoint,
  }),
  entry({
    name: 'ambient.ExtensionAnalyzer',
    description: 'Looks for extensions and telemetry of ambient workloads, where no Envoy reads them',
    knows: 'all',
    of: ['WasmPlugin', 'TrafficExtension', 'EnvoyFilter', 'Telemetry'],
    with: [...waypointUserKinds, 'WorkloadGroup', 'KubernetesGateway', 'GatewayClass', 'MeshConfig'],
    load: async () => (await import('./ambient/extensions-without-envoy.js')).extensionsWithoutEnvoy,
  }),
  entry({
    name: 'k8sgateway.RouteParentAnalyzer',
    description: 'Looks for routes of gateways and services that do not exist',
    knows: 'all',
    of: routeKinds,
    with: ['KubernetesGateway', 'Service', 'ServiceEntry'],
    load: async () => (await import('./k8sgateway/route-parents.js')).missingParents,
  }),
  entry({
    name: 'k8sgateway.RouteListenerAnalyzer',
    description: 'Looks for routes of listeners that do not exist, or do not take them',
    knows: 'any',
    of: routeKinds,
    with: ['KubernetesGateway', 'Service', 'Namespace'],
    load: async () => (await import('./k8sgateway/route-parents.js')).routeListeners,
  }),
  entry({
    name: 'k8sgateway.RouteBackendAnalyzer',
    description: 'Looks for routes to services that do not exist',
    knows: 'all',
    of: routeKinds,
    with: ['Service'],
    load: async () => (await import('./k8sgateway/route-backends.js')).missingBackends,
  }),
  entry({
    name: 'k8sgateway.RouteBackendPortAnalyzer',
    description: 'Looks for routes to ports that a service does not have',
    knows: 'any',
    of: routeKinds,
    with: ['Service'],
    load: async () => (await import('./k8sgateway/route-backends.js')).backendPorts,
  }),
  entry({
    name: 'k8sgateway.ReferenceGrantAnalyzer',
    description: 'Looks for routes to other namespaces that do not allow it',
    knows: 'all',
    of: routeKinds,
    with: ['ReferenceGrant'],
    load: async () => (await import('./k8sgateway/route-backends.js')).ungrantedBackends,
  }),
  entry({
    name: 'k8sgateway.CertificateAnalyzer',
    description: 'Looks for certificates of Kubernetes gateways that are missing or out of reach',
    knows: 'all',
    of: ['KubernetesGateway'],
    with: ['Secret', 'ReferenceGrant'],
    load: async () => (await import('./gateway/tls-pairs.js')).listenerCertificates,
  }),
  entry({
    name: 'gateway.TLSPairAnalyzer',
    description: 'Looks for certificates of gateways that are out of date or do not fit their key',
    knows: 'any',
    of: ['Gateway', 'KubernetesGateway'],
    with: ['Secret', ...podKinds],
    load: async () => (await import('./gateway/tls-pairs.js')).gatewayPairs,
  }),
  entry({
    name: 'gateway.SharedPortAnalyzer',
    description: 'Looks for servers on one port of the same gateway of which only one can be there',
    knows: 'any',
    of: ['Gateway'],
    with: podKinds,
    load: async () => (await import('./gateway/shared-ports.js')).sharedPorts,
  }),
  entry({
    name: 'virtualservice.GatewayHostAnalyzer',
    description: 'Looks for virtual services that take the requests of others on the same gateway',
    knows: 'any',
    of: ['VirtualService'],
    least: 2,
    load: async () => (await import('./virtualservice/gateway-hosts.js')).gatewayHosts,
  }),
  entry({
    name: 'virtualservice.MatchGatewayAnalyzer',
    description: 'Looks for matches on gateways that their virtual service does not list',
    knows: 'any',
    of: ['VirtualService'],
    load: async () => (await import('./virtualservice/match-gateways.js')).matchGateways,
  }),
  entry({
    name: 'virtualservice.MeshRouteAnalyzer',
    description: 'Looks for hosts that routes of Gateway API and virtual services both route',
    knows: 'any',
    of: ['HTTPRoute', 'GRPCRoute'],
    with: ['VirtualService', 'ServiceEntry'],
    load: async () => (await import('./virtualservice/mesh-routes.js')).meshRoutes,
  }),
  entry({
    name: 'auth.PrincipalAnalyzer',
    description: 'Looks for authorization policies about service accounts that do not exist',
    knows: 'all',
    of: ['AuthorizationPolicy'],
    with: ['ServiceAccount', 'Namespace', ...podKinds, 'KubernetesGateway', 'MeshConfig'],
    load: async () => (await import('./auth/principals.js')).principals,
  }),
  entry({
    name: 'auth.TargetAnalyzer',
    description: 'Looks for policies attached to what does not exist',
    knows: 'all',
    of: policyKinds,
    with: ['Service', 'ServiceEntry', 'KubernetesGateway'],
    load: async () => (await import('./auth/targets.js')).policyTargetsExist,
  }),
  entry({
    name: 'auth.DenyAnalyzer',
    description: 'Looks for authorization policies that deny everything by mistake',
    knows: 'any',
    of: ['AuthorizationPolicy'],
    with: ['Namespace', ...podKinds],
    load: async () => (await import('./auth/deny-everything.js')).denyEverything,
  }),
  entry({
    name: 'auth.ClaimAnalyzer',
    description: 'Looks for authorization policies about JWTs that nothing reads',
    knows: 'all',
    of: ['AuthorizationPolicy'],
    with: ['RequestAuthentication', 'MeshConfig', 'Namespace', ...podKinds],
    load: async () => (await import('./auth/claims.js')).claims,
  }),
  entry({
    name: 'authn.PortLevelAnalyzer',
    description: 'Looks for ports that take plain text where mTLS is asked for',
    knows: 'any',
    of: ['PeerAuthentication'],
    with: ['MeshConfig'],
    load: async () => (await import('./authn/plaintext-ports.js')).plaintextPorts,
  }),
  entry({
    name: 'destinationrule.MutualTLSAnalyzer',
    description: 'Looks for TLS of destination rules that the PeerAuthentication of the servers refuses',
    knows: 'any',
    of: ['DestinationRule'],
    with: [
      'PeerAuthentication',
      'Service',
      'Namespace',
      ...podKinds,
      'KubernetesGateway',
      'GatewayClass',
      'MeshConfig',
    ],
    load: async () => (await import('./destinationrule/mtls-conflicts.js')).mtlsConflicts,
  }),
  entry({
    name: 'destinationrule.MergeAnalyzer',
    description: 'Looks for destination rules of one host that istiod merges with a loss',
    knows: 'any',
    of: ['DestinationRule'],
    least: 2,
    load: async () => (await import('./destinationrule/merged-rules.js')).mergedRules,
  }),
  entry({
    name: 'authn.OverlapAnalyzer',
    description: 'Looks for PeerAuthentications of the same workloads',
    knows: 'any',
    of: ['PeerAuthentication'],
    with: [...podKinds, 'MeshConfig'],
    least: 2,
    load: async () => (await import('./authn/overlapping-policies.js')).overlappingPolicies,
  }),
  entry({
    name: 'auth.MethodAnalyzer',
    description: 'Looks for authorization policies about methods that no request has',
    knows: 'any',
    of: ['AuthorizationPolicy'],
    load: async () => (await import('./auth/methods.js')).unknownMethods,
  }),
  entry({
    name: 'auth.PrincipalFormAnalyzer',
    description: 'Looks for principals of authorization policies that no workload can have',
    knows: 'any',
    of: ['AuthorizationPolicy'],
    load: async () => (await import('./auth/principal-names.js')).malformedPrincipals,
  }),
  entry({
    name: 'auth.TrustDomainAnalyzer',
    description: 'Looks for principals of trust domains that the mesh does not accept',
    knows: 'all',
    of: ['AuthorizationPolicy'],
    with: ['Namespace', ...podKinds, 'KubernetesGateway', 'GatewayClass', 'MeshConfig'],
    load: async () => (await import('./auth/principal-names.js')).foreignPrincipals,
  }),
  entry({
    name: 'auth.MutualTLSAnalyzer',
    description: 'Looks for authorization policies about callers that have no identity without mTLS',
    knows: 'any',
    of: ['AuthorizationPolicy'],
    with: ['PeerAuthentication', 'Namespace', ...podKinds, 'KubernetesGateway', 'GatewayClass', 'MeshConfig'],
    load: async () => (await import('./auth/identity-without-mtls.js')).identityWithoutMtls,
  }),
];
