// SPDX-License-Identifier: Apache-2.0

import type {Analyze, AnalyzerEntry, Input} from '../model/analyzer.js';
import {podKinds} from '../model/kind-groups.js';
import type {KindName} from '../model/resource.js';
import {schemaKinds} from '../schema/index.js';
import {ownAnalyzers} from './own.js';
import {policySchemaEntry, schemaEntry} from './schema.js';

type Load = AnalyzerEntry['load'];

const nothing: Analyze = () => [];

function entry(name: string, inputs: readonly Input[], description: string, load: Load): AnalyzerEntry {
  return {name, inputs, description, load};
}

/** Every analyzer but those of schemas, in the order in which the reference runs them. */
const concerns: readonly AnalyzerEntry[] = [
  entry(
    'annotations.K8sAnalyzer',
    ['Namespace', 'Service', 'Pod', 'Deployment'],
    'Looks for annotations of Istio that are unknown, out of place or wrong',
    async () => (await import('./annotations/annotations.js')).annotations,
  ),
  entry(
    'authn.BlockedCIDRsAnalyzer',
    ['RequestAuthentication', 'Deployment'],
    'Looks for an istiod that may fetch the keys of JWTs from anywhere',
    async () => (await import('./authn/blocked-cidrs.js')).blockedCidrs,
  ),
  entry(
    'auth.AuthorizationPoliciesAnalyzer',
    ['MeshConfig', 'AuthorizationPolicy', 'Namespace', 'Pod'],
    'Looks for authorization policies for no workload, or about namespaces that do not exist',
    async () => (await import('./auth/authorization-policies.js')).authorizationPolicies,
  ),
  entry(
    'conditions.ConditionAnalyzer',
    ['Service', 'ServiceEntry', 'WorkloadEntry', 'AuthorizationPolicy', 'KubernetesGateway', 'HTTPRoute', 'GRPCRoute'],
    'Looks for resources of which a controller says that it cannot serve them',
    async () => (await import('./conditions/conditions.js')).conditions,
  ),
  entry(
    'deployment.MultiServiceAnalyzer',
    ['Service', 'Deployment', 'Namespace'],
    'Looks for services that disagree about the ports of one deployment',
    async () => (await import('./deployment/multi-service.js')).multiService,
  ),
  entry(
    'applicationUID.Analyzer',
    ['Pod', 'Deployment'],
    'Looks for applications that run as the user of the proxy',
    async () => (await import('./applicationuid/application-uid.js')).applicationUid,
  ),
  entry(
    'destinationrule.CaCertificateAnalyzer',
    ['DestinationRule'],
    'Looks for TLS to servers that are not verified',
    async () => (await import('./destinationrule/ca-certificates.js')).caCertificates,
  ),
  entry(
    'destinationrule.SubsetSelectPodAnalyzer',
    ['DestinationRule', 'Pod', 'Service', 'ServiceEntry', 'Node'],
    'Looks for destination rules for unknown hosts, and subsets without pods',
    async () => (await import('./destinationrule/subset-pods.js')).subsetPods,
  ),
  entry(
    'deprecation.DeprecationAnalyzer',
    ['VirtualService', 'Sidecar', 'CustomResourceDefinition'],
    'Looks for fields and kinds that are deprecated',
    async () => (await import('./deprecation/deprecation.js')).deprecation,
  ),
  entry(
    'envoyfilter.EnvoyPatchAnalyzer',
    ['EnvoyFilter'],
    'Looks for patches of Envoy that take no effect, or depend on what else there is',
    async () => (await import('./envoyfilter/patches.js')).envoyPatches,
  ),
  entry(
    'externalcontrolplane.ExternalControlPlaneAnalyzer',
    ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
    'Looks for webhooks that do not lead to an external control plane',
    async () => (await import('./externalcontrolplane/external-control-plane.js')).externalControlPlane,
  ),
  entry(
    'gateway.IngressGatewayPortAnalyzer',
    ['Gateway', 'Pod', 'Service'],
    'Looks for ports of gateways to which no Service of their pods leads',
    async () => (await import('./gateway/ports.js')).gatewayPorts,
  ),
  entry(
    'gateway.CertificateAnalyzer',
    ['Gateway'],
    'Looks for gateways that share a certificate',
    async () => (await import('./gateway/certificates.js')).duplicateCertificates,
  ),
  entry(
    'gateway.SecretAnalyzer',
    ['Gateway', 'Pod', 'Secret'],
    'Looks for credentials of gateways that are missing or not valid',
    async () => (await import('./gateway/secrets.js')).gatewaySecrets,
  ),
  entry(
    'gateway.ConflictingGatewayAnalyzer',
    ['Gateway', 'Pod'],
    'Looks for gateways that serve the same host on the same port of the same pods',
    async () => (await import('./gateway/conflicts.js')).conflictingGateways,
  ),
  entry(
    'injection.Analyzer',
    ['Namespace', 'Pod', 'ConfigMap'],
    'Looks for namespaces that do not say whether to inject, and for pods without a proxy',
    async () => (await import('./injection/namespaces.js')).injectedNamespaces,
  ),
  entry(
    'injection.ImageAnalyzer',
    ['Namespace', 'Pod', 'ConfigMap', 'MeshConfig', 'ProxyConfig'],
    'Looks for pods whose proxy is not of the image that would be injected now',
    async () => (await import('./injection/image.js')).injectedImages,
  ),
  entry(
    'injection.ImageAutoAnalyzer',
    ['Namespace', 'Pod', 'Deployment', 'MutatingWebhookConfiguration'],
    'Looks for proxies that wait for an image that no webhook fills in',
    async () => (await import('./injection/image-auto.js')).imagesToInject,
  ),
  entry(
    'k8sgateway.SelectorAnalyzer',
    ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin', 'Pod'],
    'Looks for policies that select the pods of Kubernetes gateways, which takes no effect',
    async () => (await import('./k8sgateway/selector.js')).kubernetesGatewaySelectors,
  ),
  entry(
    'k8sgateway.CRDVersionAnalyzer',
    ['CustomResourceDefinition'],
    'Looks for definitions of Gateway API that are too old for this version of Istio',
    async () => (await import('./k8sgateway/crd-version.js')).gatewayApiVersions,
  ),
  entry(
    'meshnetworks.MeshNetworksAnalyzer',
    ['MeshNetworks', 'Secret'],
    'Looks for networks with endpoints from unknown registries',
    async () => (await import('./meshnetworks/registries.js')).meshNetworkRegistries,
  ),
  entry(
    'services.MultiClusterServiceAnalyzer',
    ['Service'],
    'Looks for services that differ from cluster to cluster',
    async () => (await import('./services/multi-cluster.js')).multiClusterServices,
  ),
  entry(
    'service.PortNameAnalyzer',
    ['Service'],
    'Looks for ports of services whose names do not tell the protocol',
    async () => (await import('./service/port-name.js')).servicePortNames,
  ),
  entry(
    'sidecar.SelectorAnalyzer',
    ['Sidecar', 'Pod', 'Namespace'],
    'Looks for sidecars that select no pod, or the same pod as others',
    async () => (await import('./sidecar/selector.js')).sidecarSelectors,
  ),
  entry(
    'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
    ['VirtualService'],
    'Looks for virtual services that claim the same host within the mesh',
    async (resources) =>
      resources.all('VirtualService').length < 2
        ? nothing
        : (await import('./virtualservice/conflicting-hosts.js')).conflictingMeshHosts,
  ),
  entry(
    'virtualservice.DestinationHostAnalyzer',
    ['ServiceEntry', 'VirtualService', 'Service'],
    'Looks for routes to hosts and ports that do not exist',
    async () => (await import('./virtualservice/destination-hosts.js')).destinationHosts,
  ),
  entry(
    'virtualservice.DestinationRuleAnalyzer',
    ['VirtualService', 'DestinationRule'],
    'Looks for routes to subsets that no destination rule defines',
    async () => (await import('./virtualservice/destination-rules.js')).routedSubsets,
  ),
  entry(
    'virtualservice.GatewayAnalyzer',
    ['Gateway', 'VirtualService'],
    'Looks for virtual services on gateways that do not exist, or do not let their hosts in',
    async (resources) =>
      resources.all('VirtualService').some(({spec}) => spec.gateways?.length)
        ? (await import('./virtualservice/gateways.js')).virtualServiceGateways
        : nothing,
  ),
  entry(
    'virtualservice.JWTClaimRouteAnalyzer',
    ['VirtualService', 'RequestAuthentication', 'Gateway', 'Pod'],
    'Looks for routes by claims of JWTs that nothing verifies',
    async () => (await import('./virtualservice/jwt-claims.js')).jwtClaimRoutes,
  ),
  entry(
    'serviceentry.Analyzer',
    ['ServiceEntry', 'MeshConfig'],
    'Looks for TCP ports of service entries without addresses',
    async () => (await import('./serviceentry/addresses.js')).serviceEntryAddresses,
  ),
  entry(
    'webhook.Analyzer',
    ['MutatingWebhookConfiguration', 'Service'],
    'Looks for injection webhooks that overlap, or call a service that does not exist',
    async () => (await import('./webhook/overlaps.js')).injectionWebhooks,
  ),
  entry(
    'telemetry.ProviderAnalyzer',
    ['Telemetry', 'MeshConfig'],
    'Looks for access logs without a provider',
    async () => (await import('./telemetry/provider.js')).accessLogProviders,
  ),
  entry(
    'telemetry.SelectorAnalyzer',
    ['Telemetry', 'Pod'],
    'Looks for telemetries that select no pod, or the same pod as others',
    async () => (await import('./telemetry/selector.js')).telemetrySelectors,
  ),
  entry(
    'telemetry.DefaultSelectorAnalyzer',
    ['Telemetry'],
    'Looks for namespaces with several telemetries for all workloads',
    async () => (await import('./telemetry/default-selector.js')).telemetriesForAll,
  ),
  entry(
    'telemetry.LightstepAnalyzer',
    ['Telemetry', 'MeshConfig'],
    'Looks for tracing that still goes to Lightstep',
    async () => (await import('./telemetry/lightstep.js')).lightstepTracing,
  ),
];

/** What counts as a pod beside pods: machines outside Kubernetes. */
const machineKinds = ['WorkloadEntry', 'WorkloadGroup'] as const;

/** The analyzer of that name with other inputs; its code asks the resources what is wanted of it. */
function widened(name: string, more: readonly KindName[]): AnalyzerEntry {
  const known = concerns.find((candidate) => candidate.name === name);
  if (!known) throw new Error(`no analyzer ${name}`);
  return {...known, inputs: [...new Set([...known.inputs, ...more])]};
}

/** Those of the reference's that we do otherwise, but for compatibility. */
const changed: readonly AnalyzerEntry[] = [
  {
    ...entry(
      'annotations.K8sAnalyzer',
      ['Namespace', 'Service', ...podKinds, 'OtherController'],
      'Looks for annotations of Istio that are unknown, out of place or wrong',
      async () => (await import('./annotations/annotations.js')).templateAnnotations,
    ),
    knows: 'any',
  },
  entry(
    'auth.AuthorizationPoliciesAnalyzer',
    ['MeshConfig', 'AuthorizationPolicy', 'Namespace', ...podKinds, ...machineKinds, 'KubernetesGateway'],
    'Looks for authorization policies for no workload, or about namespaces that do not exist',
    async () => (await import('./auth/authorization-policies.js')).attachedPolicies,
  ),
  policySchemaEntry(),
  entry(
    'destinationrule.SubsetSelectPodAnalyzer',
    ['DestinationRule', 'Pod', 'Service', 'ServiceEntry', 'Node', ...machineKinds],
    'Looks for destination rules for unknown hosts, and subsets without endpoints',
    async () => (await import('./destinationrule/subset-endpoints.js')).subsetEndpoints,
  ),
  entry(
    'injection.ImageAutoAnalyzer',
    ['Namespace', ...podKinds, 'MutatingWebhookConfiguration'],
    'Looks for proxies that wait for an image that no webhook fills in',
    async () => (await import('./injection/image-auto.js')).openImages,
  ),
  ...['gateway.IngressGatewayPortAnalyzer', 'gateway.SecretAnalyzer', 'gateway.ConflictingGatewayAnalyzer'].map(
    (name) => widened(name, [...machineKinds, 'KubernetesGateway']),
  ),
  ...['sidecar.SelectorAnalyzer', 'telemetry.SelectorAnalyzer'].map((name) => widened(name, machineKinds)),
  widened('virtualservice.GatewayAnalyzer', ['KubernetesGateway']),
];

/** Those that the reference has. */
export const analyzersOfReference: readonly AnalyzerEntry[] = [...concerns, ...schemaKinds.map(schemaEntry)];

/** Every analyzer. Its code is loaded when it runs. */
export const analyzers: readonly AnalyzerEntry[] = [
  ...analyzersOfReference.map((known) => changed.find(({name}) => name === known.name) ?? known),
  ...ownAnalyzers,
];
