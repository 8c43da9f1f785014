// SPDX-License-Identifier: Apache-2.0

export type Stage = 'alpha' | 'beta' | 'stable';

export interface KnownAnnotation {
  name: string;
  stage: Stage;
  deprecated: boolean;
  /** Kinds that it may stand on; `Any` for all. */
  kinds: readonly string[];
}

function on(kinds: string, stage: Stage, names: string, deprecated = false): KnownAnnotation[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({name, stage, deprecated, kinds: kinds.split(' ')}));
}

/** The annotations that Istio reads, by what they stand on (spec §3.1). */
export const knownAnnotations: ReadonlyMap<string, KnownAnnotation> = new Map(
  [
    ...on('Any', 'alpha', 'galley.istio.io/analyze-suppress gateway.istio.io/controller-version'),
    ...on('Namespace', 'alpha', 'topology.istio.io/controlPlaneClusters'),
    ...on('Namespace Service ServiceEntry', 'alpha', 'networking.istio.io/traffic-distribution'),
    ...on(
      'Service',
      'alpha',
      'alpha.istio.io/canonical-serviceaccounts alpha.istio.io/kubernetes-serviceaccounts',
      true,
    ),
    ...on('Service', 'alpha', 'networking.istio.io/exportTo'),
    ...on('Service', 'stable', 'traffic.istio.io/nodeSelector'),
    ...on('Ingress', 'stable', 'kubernetes.io/ingress.class'),
    ...on('AuthorizationPolicy', 'alpha', 'istio.io/dry-run'),
    ...on(
      'Gateway',
      'alpha',
      'gateway.istio.io/name-override gateway.istio.io/service-account networking.istio.io/service-type',
    ),
    ...on('GatewayClass Gateway', 'alpha', 'ambient.istio.io/waypoint-inbound-binding'),
    ...on(
      'WorkloadEntry',
      'alpha',
      'istio.io/autoRegistrationGroup istio.io/connectedAt istio.io/disconnectedAt istio.io/workloadController',
    ),
    ...on(
      'Pod',
      'alpha',
      `ambient.istio.io/bypass-inbound-capture ambient.istio.io/dns-capture inject.istio.io/templates
      istio.io/reroute-virtual-interfaces istio.io/rev prometheus.istio.io/merge-metrics proxy.istio.io/overrides
      readiness.status.sidecar.istio.io/applicationPorts readiness.status.sidecar.istio.io/failureThreshold
      readiness.status.sidecar.istio.io/initialDelaySeconds readiness.status.sidecar.istio.io/periodSeconds
      sidecar.istio.io/agentLogLevel sidecar.istio.io/bootstrapOverride sidecar.istio.io/componentLogLevel
      sidecar.istio.io/interceptionMode sidecar.istio.io/logLevel sidecar.istio.io/nativeSidecar
      sidecar.istio.io/proxyCPU sidecar.istio.io/proxyCPULimit sidecar.istio.io/proxyImage
      sidecar.istio.io/proxyImageType sidecar.istio.io/proxyMemory sidecar.istio.io/proxyMemoryLimit
      sidecar.istio.io/rewriteAppHTTPProbers sidecar.istio.io/statsEvictionInterval
      sidecar.istio.io/statsFlushInterval sidecar.istio.io/statsHistogramBins sidecar.istio.io/statsHistogramBuckets
      sidecar.istio.io/status sidecar.istio.io/userVolume sidecar.istio.io/userVolumeMount
      status.sidecar.istio.io/port traffic.sidecar.istio.io/excludeInboundPorts
      traffic.sidecar.istio.io/excludeInterfaces traffic.sidecar.istio.io/excludeOutboundIPRanges
      traffic.sidecar.istio.io/excludeOutboundPorts traffic.sidecar.istio.io/includeInboundPorts
      traffic.sidecar.istio.io/includeOutboundIPRanges traffic.sidecar.istio.io/includeOutboundPorts`,
    ),
    ...on(
      'Pod',
      'alpha',
      `sidecar.istio.io/discoveryAddress sidecar.istio.io/extraStatTags sidecar.istio.io/statsCompression
      sidecar.istio.io/statsInclusionPrefixes sidecar.istio.io/statsInclusionRegexps
      sidecar.istio.io/statsInclusionSuffixes traffic.sidecar.istio.io/kubevirtInterfaces`,
      true,
    ),
    ...on('Pod', 'beta', 'ambient.istio.io/redirection proxy.istio.io/config'),
    ...on('Pod', 'beta', 'sidecar.istio.io/inject', true),
  ].map((annotation) => [annotation.name, annotation]),
);
