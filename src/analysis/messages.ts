// SPDX-License-Identifier: Apache-2.0

import type {Level} from './level.js';

export interface MessageType {
  readonly name: string;
  readonly level: Level;
  /** With Go's verbs %s, %v, %d and %q for the parameters, in their order. */
  readonly template: string;
  readonly parameters: readonly string[];
}

type Define = (name: string, template: string, ...parameters: string[]) => MessageType;

function at(level: Level): Define {
  return (name, template, ...parameters) => ({name, level, template, parameters});
}

const error = at('Error');
const warning = at('Warning');
const info = at('Info');

/**
 * Every message by its code. Names, levels and texts of IST codes are the reference's (spec §2), slips included; ISTX
 * codes are ours and are never used in compatibility mode, nor is IST0177, which came with 1.31.
 */
// biome-ignore format: one row for each message
export const messageTypes = {
  IST0001: error('InternalError', 'Internal error: %v', 'detail'),
  IST0002: warning('Deprecated', 'Deprecated: %s', 'detail'),
  IST0101: error('ReferencedResourceNotFound', 'Referenced %s not found: %q', 'reftype', 'refval'),
  IST0102: info('NamespaceNotInjected', "The namespace is not enabled for Istio injection. Run 'kubectl label namespace %s istio-injection=enabled' to enable it, or 'kubectl label namespace %s istio-injection=disabled' to explicitly mark it as not needing injection.", 'namespace', 'namespace2'),
  IST0103: warning('PodMissingProxy', 'The pod %s is missing the Istio proxy. This can often be resolved by restarting or redeploying the workload.', 'podName'),
  IST0106: error('SchemaValidationError', 'Schema validation error: %v', 'err'),
  IST0107: warning('MisplacedAnnotation', 'Misplaced annotation: %s can only be applied to %s', 'annotation', 'kind'),
  IST0108: warning('UnknownAnnotation', 'Unknown annotation: %s', 'annotation'),
  IST0109: error('ConflictingMeshGatewayVirtualServiceHosts', 'The VirtualServices %s associated with mesh gateway define the same host %s which can lead to undefined behavior. This can be fixed by merging the conflicting VirtualServices into a single resource.', 'virtualServices', 'host'),
  IST0110: error('ConflictingSidecarWorkloadSelectors', 'The Sidecars %v in namespace %q select the same workload pod %q, which can lead to undefined behavior.', 'conflictingSidecars', 'namespace', 'workloadPod'),
  IST0111: error('MultipleSidecarsWithoutWorkloadSelectors', 'The Sidecars %v in namespace %q have no workload selector, which can lead to undefined behavior.', 'conflictingSidecars', 'namespace'),
  IST0112: error('VirtualServiceDestinationPortSelectorRequired', 'This VirtualService routes to a service %q that exposes multiple ports %v. Specifying a port in the destination is required to disambiguate.', 'destHost', 'destPorts'),
  IST0116: warning('DeploymentAssociatedToMultipleServices', 'This deployment %s is associated with multiple services using port %d but different protocols: %v', 'deployment', 'port', 'services'),
  IST0118: info('PortNameIsNotUnderNamingConvention', "Port name %s (port: %d, targetPort: %s) doesn't follow the naming convention of Istio port.", 'portName', 'port', 'targetPort'),
  IST0123: warning('NamespaceMultipleInjectionLabels', 'The namespace has more than one type of injection labels %v, which may lead to undefined behavior. Make sure only one injection label exists.', 'labels'),
  IST0125: warning('InvalidAnnotation', 'Invalid annotation %s: %s', 'annotation', 'problem'),
  IST0126: error('UnknownMeshNetworksServiceRegistry', 'Unknown service registry %s in network %s', 'serviceregistry', 'network'),
  IST0127: warning('NoMatchingWorkloadsFound', 'No matching workloads for this resource with the following labels: %s', 'labels'),
  IST0128: warning('NoServerCertificateVerificationDestinationLevel', 'DestinationRule %s in namespace %s has TLS mode set to %s but no caCertificates are set to validate server identity for host: %s', 'destinationrule', 'namespace', 'mode', 'host'),
  IST0129: warning('NoServerCertificateVerificationPortLevel', 'DestinationRule %s in namespace %s has TLS mode set to %s but no caCertificates are set to validate server identity for host: %s at port %s', 'destinationrule', 'namespace', 'mode', 'host', 'port'),
  IST0130: warning('VirtualServiceUnreachableRule', 'VirtualService rule %v not used (%s).', 'ruleno', 'reason'),
  IST0131: info('VirtualServiceIneffectiveMatch', 'VirtualService rule %v match %v is not used (duplicate/overlapping match in rule %v).', 'ruleno', 'matchno', 'dupno'),
  IST0132: warning('VirtualServiceHostNotFoundInGateway', 'one or more host %v defined in VirtualService %s not found in Gateway %s.', 'host', 'virtualservice', 'gateway'),
  IST0133: warning('SchemaWarning', 'Schema validation warning: %v', 'err'),
  IST0134: warning('ServiceEntryAddressesRequired', 'ServiceEntry addresses are required for this protocol.'),
  IST0135: info('DeprecatedAnnotation', 'Annotation %q has been deprecated%s and may not work in future Istio versions.', 'annotation', 'extra'),
  IST0136: info('AlphaAnnotation', 'Annotation %q is part of an alpha-phase feature and may be incompletely supported.', 'annotation'),
  IST0137: warning('DeploymentConflictingPorts', 'This deployment %s is associated with multiple services %v using targetPort %q but different ports: %v.', 'deployment', 'services', 'targetPort', 'ports'),
  IST0138: warning('GatewayDuplicateCertificate', 'Duplicate certificate in multiple gateways %v may cause 404s if clients re-use HTTP2 connections.', 'gateways'),
  IST0139: error('InvalidWebhook', '%v', 'error'),
  IST0140: warning('IngressRouteRulesNotAffected', 'Subset in virtual service %s has no effect on ingress gateway %s requests', 'virtualservicesubset', 'virtualservice'),
  IST0141: error('InsufficientPermissions', 'Missing required permission to create resource %v (%v)', 'resource', 'error'),
  IST0142: error('UnsupportedKubernetesVersion', 'The Kubernetes Version %q is lower than the minimum version: %v', 'version', 'minimumVersion'),
  IST0143: error('LocalhostListener', 'Port %v is exposed in a Service but listens on localhost. It will not be exposed to other pods.', 'port'),
  IST0144: warning('InvalidApplicationUID', 'User ID (UID) 1337 is reserved for the sidecar proxy.'),
  IST0145: error('ConflictingGateways', 'Conflict with gateways %s (workload selector %s, port %s, hosts %v).', 'gateway', 'selector', 'portnumber', 'hosts'),
  IST0146: warning('ImageAutoWithoutInjectionWarning', '%s %s contains `image: auto` but does not match any Istio injection webhook selectors.', 'resourceType', 'resourceName'),
  IST0147: error('ImageAutoWithoutInjectionError', '%s %s contains `image: auto` but does not match any Istio injection webhook selectors.', 'resourceType', 'resourceName'),
  IST0148: info('NamespaceInjectionEnabledByDefault', 'is enabled for Istio injection, as Istio is installed with enableNamespacesByDefault as true.'),
  IST0149: error('JwtClaimBasedRoutingWithoutRequestAuthN', 'The virtual service uses the JWT claim based routing (key: %s) but found no request authentication for the gateway (%s) pod (%s). The request authentication must first be applied for the gateway pods to validate the JWT token and make the claims available for routing.', 'key', 'gateway', 'pod'),
  IST0150: warning('ExternalNameServiceTypeInvalidPortName', 'Port name for ExternalName service is invalid. Proxy may prevent tcp named ports and unmatched traffic for ports serving TCP protocol from being forwarded correctly'),
  IST0151: warning('EnvoyFilterUsesRelativeOperation', 'This EnvoyFilter does not have a priority and has a relative patch operation set which can cause the EnvoyFilter not to be applied. Using the INSERT_FIRST of ADD option or setting the priority may help in ensuring the EnvoyFilter is applied correctly.'),
  IST0152: error('EnvoyFilterUsesReplaceOperationIncorrectly', 'The REPLACE operation is only valid for HTTP_FILTER and NETWORK_FILTER.'),
  IST0153: error('EnvoyFilterUsesAddOperationIncorrectly', 'The ADD operation will be ignored when applyTo is set to ROUTE_CONFIGURATION, or HTTP_ROUTE.'),
  IST0154: error('EnvoyFilterUsesRemoveOperationIncorrectly', 'The REMOVE operation will be ignored when applyTo is set to ROUTE_CONFIGURATION, or HTTP_ROUTE.'),
  IST0155: warning('EnvoyFilterUsesRelativeOperationWithProxyVersion', 'This EnvoyFilter does not have a priority and has a relative patch operation (NSTERT_BEFORE/AFTER, REPLACE, MERGE, DELETE) and proxyVersion set which can cause the EnvoyFilter not to be applied during an upgrade. Using the INSERT_FIRST or ADD option or setting the priority may help in ensuring the EnvoyFilter is applied correctly.'),
  IST0156: error('UnsupportedGatewayAPIVersion', 'The Gateway API CRD version %v is lower than the minimum version: %v', 'version', 'minimumVersion'),
  IST0157: warning('InvalidTelemetryProvider', 'The Telemetry %v in namespace %q with empty providers will be ignored.', 'name', 'namespace'),
  IST0158: warning('PodsIstioProxyImageMismatchInNamespace', 'The Istio proxy images of the pods running in the namespace do not match the image defined in the injection configuration (pod names: %v). This often happens after upgrading the Istio control-plane and can be fixed by redeploying the pods.', 'podNames'),
  IST0159: error('ConflictingTelemetryWorkloadSelectors', 'The Telemetries %v in namespace %q select the same workload pod %q, which can lead to undefined behavior.', 'conflictingTelemetries', 'namespace', 'workloadPod'),
  IST0160: error('MultipleTelemetriesWithoutWorkloadSelectors', 'The Telemetries %v in namespace %q have no workload selector, which can lead to undefined behavior.', 'conflictingTelemetries', 'namespace'),
  IST0161: error('InvalidGatewayCredential', 'The credential referenced by the Gateway %s in namespace %s is invalid, which can cause the traffic not to work as expected.', 'gatewayName', 'gatewayNamespace'),
  IST0162: warning('GatewayPortNotDefinedOnService', 'The gateway is listening on a target port (port %d) that is not defined in the Service associated with its workload instances (Pod selector %s). If you need to access the gateway port through the gateway Service, it will not be available.', 'port', 'selector'),
  IST0163: warning('InvalidExternalControlPlaneConfig', 'The hostname (%s) that was provided for the webhook (%s) to reach the ingress gateway on the external control plane cluster %s. Traffic may not flow properly.', 'hostname', 'webhook', 'msg'),
  IST0164: info('ExternalControlPlaneAddressIsNotAHostname', 'The address (%s) that was provided for the webhook (%s) to reach the ingress gateway on the external control plane cluster is an IP address. This is not recommended for a production environment.', 'hostname', 'webhook'),
  IST0165: warning('ReferencedInternalGateway', 'Gateway reference in VirtualService %s is to an implementation-generated internal Gateway: %s.', 'virtualservice', 'gateway'),
  IST0166: warning('IneffectiveSelector', 'Ineffective selector on Kubernetes Gateway %s. Use the TargetRef field instead.', 'gateway'),
  IST0167: warning('IneffectivePolicy', 'The policy has no impact: %s.', 'reason'),
  IST0168: warning('UnknownUpgradeCompatibility', 'The configuration %q changed in release %s, but compatibility cannot be automatically detected: %s. Or, install with `--set compatibilityVersion=%s` to retain the old default.', 'field', 'release', 'info', 'compatVersion'),
  IST0169: warning('UpdateIncompatibility', 'The configuration %q changed in release %s: %s. Or, install with `--set compatibilityVersion=%s` to retain the old default.', 'field', 'release', 'info', 'compatVersion'),
  IST0170: warning('MultiClusterInconsistentService', 'The service %v in namespace %q is inconsistent across clusters %q, which can lead to undefined behaviors. The inconsistent behaviors are: %v.', 'serviceName', 'namespace', 'clusters', 'error'),
  IST0171: warning('NegativeConditionStatus', 'A condition with a negative status is present: type=%s, reason=%s, message=%s.', 'conditionType', 'reason', 'message'),
  IST0172: warning('FutureUnsupportedGatewayAPIVersion', 'The Gateway API CRD version %v is lower than the minimum version: %v', 'version', 'minimumVersion'),
  IST0173: error('DestinationRuleSubsetNotSelectPods', 'The Subset %s defined in the DestinationRule does not select any pods. Which may lead to 503 UH (NoHealthyUpstream).', 'subset'),
  IST0174: warning('UnknownDestinationRuleHost', 'The host %s defined in the DestinationRule does not match any services in the mesh.', 'host'),
  IST0175: warning('JwksUriFetchUnrestricted', 'BLOCKED_CIDRS_IN_JWKS_URIS is not configured but %d RequestAuthentication resource(s) exist (%s). Consider configuring it to restrict JWKS URI fetches to trusted networks.', 'count', 'names'),
  IST0176: warning('GatewayAPICRDVersionBelowMinimum', 'Gateway API CRD %q is at version %q but Istio requires at least %q; resources of this kind will not be processed. Upgrade the Gateway API CRDs to satisfy the minimum version.', 'crd', 'installedVersion', 'minimumVersion'),
  IST0177: warning('ConflictingServiceEntryProtocol', 'Multiple ServiceEntries (%s) define the same host %q and port %d with conflicting protocols (%s).', 'serviceEntryNames', 'host', 'port', 'protocols'),
  ISTX001: error('UnknownField', 'Unknown field: %s', 'field'),
  ISTX002: error('UnknownType', 'Unknown %s: the API server refuses this object.', 'type'),
  ISTX003: warning('ResourceDefinedTwice', 'The object is also in %s, with different content: whichever is applied last replaces the other.', 'place'),
  ISTX101: warning('NamespaceInjectedAndAmbient', 'The namespace asks for ambient mode and, with %s, for sidecars: pods get sidecars and ztunnel leaves them alone. Remove one of the labels.', 'label'),
  ISTX102: error('WaypointNotFound', 'waypoint %q does not exist: %s', 'waypoint', 'effect'),
  ISTX103: error('WaypointNotProgrammed', 'waypoint %q is not programmed (%s): %s', 'waypoint', 'reason', 'effect'),
  ISTX104: error('WaypointTrafficNotCovered', 'waypoint %q is for %s traffic and not for that of a %s: %s. Set its label istio.io/waypoint-for, or label what it is for.', 'waypoint', 'waypointFor', 'traffic', 'effect'),
  ISTX105: error('WaypointNotAllowed', 'waypoint %q does not let in namespace %q: %s. Set allowedRoutes.namespaces of its HBONE listener.', 'waypoint', 'namespace', 'effect'),
  ISTX106: warning('WaypointUnused', 'Nothing uses this waypoint: no namespace, Service or workload has the label %s, so no traffic goes through it and policies attached to it do nothing.', 'label'),
  ISTX107: warning('SidecarInAmbientNamespace', 'The pod has a sidecar in the ambient namespace %q: ztunnel leaves it alone, and its sidecar alone enforces policies. Remove the sidecar or, if it is meant, label the pod istio.io/dataplane-mode=none.', 'namespace'),
  ISTX108: error('HttpRuleAtZtunnel', 'ztunnel enforces this policy, and rule #%d has fields that ztunnel does not check (%s): %s. Attach the policy to a waypoint with targetRefs, or use fields of connections only.', 'rule', 'attributes', 'effect'),
  ISTX109: error('PolicyIgnoredByZtunnel', 'ztunnel %s, so this policy is NOT enforced for ambient workloads. Attach it to a waypoint with targetRefs.', 'reason'),
  ISTX110: error('PolicyWithoutWaypoint', 'The policy is NOT enforced: only a waypoint enforces policies for a %s, and %q has none. Label it, or its namespace, istio.io/use-waypoint.', 'kind', 'target'),
  ISTX111: error('HbonePortBlocked', 'The policy keeps out all traffic of the mesh: ambient pods take it in on TCP port 15008, whatever the port of the application. Add that port.'),
  ISTX112: warning('RouteWithoutWaypoint', 'ztunnel ignores a %s, and %s has no waypoint: the object has no effect. Label it istio.io/use-waypoint.', 'kind', 'target'),
  ISTX113: warning('ExtensionWithoutEnvoy', 'ztunnel ignores a %s, and %s: the object has no effect. %s', 'kind', 'reason', 'remedy'),
  ISTX201: error('RouteParentNotFound', 'The parent %s %q does not exist: the route takes no traffic there.', 'kind', 'parent'),
  ISTX202: error('RouteListenerNotFound', '%s %q has no %s: the route takes no traffic there. It has %v.', 'kind', 'parent', 'listener', 'known'),
  ISTX203: error('RouteNotLetIn', 'The listeners of Gateway %q do not take the route: %s.', 'gateway', 'reason'),
  ISTX204: error('RouteBackendNotFound', 'The backend Service %q does not exist: %s.', 'service', 'effect'),
  ISTX205: error('RouteBackendPortNotFound', 'The backend Service %q has no port %d but %v: %s.', 'service', 'port', 'ports', 'effect'),
  ISTX206: error('ReferenceNotGranted', 'No ReferenceGrant allows the reference to %s: one in namespace %q must name %s of namespace %q. Until then, %s.', 'target', 'namespace', 'kind', 'from', 'effect'),
  ISTX207: error('ListenerProtocolUnsupported', 'Istio does not accept listener %q: %s. It takes no connections.', 'listener', 'reason'),
  ISTX208: error('ListenerTlsInvalid', 'The TLS settings of listener %q are invalid: %s; %s.', 'listener', 'fault', 'effect'),
  ISTX209: error('ListenerDuplicated', 'Listener %q is a duplicate: %s. The API server refuses the Gateway.', 'listener', 'reason'),
  ISTX210: error('RouteKindNotTaken', 'Gateway %q has no listener for this %s: %s.', 'gateway', 'kind', 'reason'),
  ISTX211: warning('ListenerRouteKindUnsupported', 'Listener %q allows %s, which protocol %s does not carry (it carries %s): Istio ignores the entry.', 'listener', 'kind', 'protocol', 'supported'),
  ISTX212: error('BackendKindUnsupported', 'Backend kind %s is unsupported: %s. %s.', 'kind', 'effect', 'remedy'),
  ISTX213: warning('GatewayClassNotFound', 'GatewayClass %q not found: no controller runs this Gateway. %s', 'class', 'hint'),
  ISTX214: info('ReferenceGrantUnused', 'The ReferenceGrant has no effect for %s: not found.', 'object'),
  ISTX301: error('GatewayHostShadowed', 'VirtualServices %q and %q both serve host %q on Gateway %q; %s: %s. Merge them, or give each paths of its own.', 'covering', 'covered', 'host', 'gateway', 'precedence', 'effect'),
  ISTX302: error('MeshHostRoutedTwice', '%s %q and VirtualService %q both route host %q within the mesh: only one of them takes effect, and which is not defined. Keep one.', 'kind', 'route', 'virtualService', 'host'),
  ISTX303: warning('MatchGatewayNotListed', 'Rule %s matches gateway %q, which spec.gateways does not list: the match never applies there.', 'rule', 'gateway'),
  ISTX401: warning('ServiceAccountNotFound', '%q is nobody: %s. What the rule says of it never comes true.', 'principal', 'reason'),
  ISTX402: error('PolicyTargetNotFound', 'The target %s %q does not exist: the policy is NOT enforced.', 'kind', 'target'),
  ISTX403: warning('DenyMatchesEverything', 'Rule #%d denies every request: %s, for denials come first.', 'rule', 'reason'),
  ISTX404: warning('ClaimWithoutRequestAuthentication', 'No RequestAuthentication reads JWTs for the workloads of this policy, so %s is always empty: %s.', 'attribute', 'effect'),
  ISTX405: warning('PlaintextPortUnderStrict', 'Port %s takes plain text from anyone and no mTLS, although PeerAuthentication %q is STRICT.', 'port', 'parent'),
  ISTX406: error('TlsRefusedUnderStrict', 'tls.mode %s sends %s to port %d of Service %q, and PeerAuthentication %q is STRICT there: connections are refused. Use ISTIO_MUTUAL, or remove tls.', 'mode', 'sent', 'port', 'service', 'policy'),
  ISTX407: error('MutualTlsDisabled', 'tls.mode ISTIO_MUTUAL sends mTLS to port %d of Service %q, and PeerAuthentication %q is DISABLE there: connections fail. Remove tls, or the DISABLE.', 'port', 'service', 'policy'),
  ISTX408: warning('PeerAuthenticationsOverlap', 'PeerAuthentications %v are all for %s: only %s takes effect. Merge them, or select different workloads.', 'policies', 'workloads', 'winner'),
  ISTX409: warning('DestinationRulesMerged', 'DestinationRules %v are all for host %q: istiod merges them and takes %s from %s only. Merge them into one.', 'rules', 'host', 'part', 'winner'),
  ISTX410: warning('UnknownHttpMethod', 'No request has the method %q: %s. %s', 'method', 'effect', 'remedy'),
  ISTX411: warning('MalformedPrincipal', 'No workload has the principal %q: %s. Write %s, with a star at its start or end only.', 'principal', 'reason', 'form'),
  ISTX412: warning('ForeignTrustDomain', 'No workload has the principal %q: proxies refuse certificates of trust domain %q. They accept %v.', 'principal', 'domain', 'accepted'),
  ISTX413: warning('IdentityWithoutMtls', 'PeerAuthentication %q is DISABLE for the workloads of this policy, so %s is always empty: %s.', 'policy', 'attribute', 'effect'),
  ISTX414: warning('PortLevelMtlsOfService', 'Port %d is one of Service %q, which leads to port %d of the workload: portLevelMtls goes by the port of the workload, so the mode has no effect. Write %d.', 'port', 'service', 'target', 'right'),
  ISTX501: error('GatewayCertificateOutOfDate', 'The certificate in Secret %q (%s) %s: clients refuse the connection.', 'secret', 'subject', 'fault'),
  ISTX502: error('GatewayKeyMismatch', 'Certificate and private key in Secret %q do not belong together: the gateway takes no TLS connection with them.', 'secret'),
  ISTX503: error('ListenerCertificateNotFound', 'Secret %q does not exist: the listener takes no connections.', 'secret'),
  ISTX504: error('GatewayPortProtocolConflict', 'Port %d serves %s here and %s in %s, on the same pods: only %s takes effect.', 'port', 'protocol', 'otherProtocol', 'place', 'winner'),
  ISTX505: error('GatewaySniTwice', 'TLS host %q on port %d is also in %s, on the same pods: only %s takes effect.', 'host', 'port', 'place', 'winner'),
  ISTX506: error('GatewaySecretUnusable', 'The gateway cannot use Secret %q: %s. It takes no TLS connections with it.', 'secret', 'fault'),
  ISTX507: error('CertificateKindUnsupported', 'Certificate reference %q has the unsupported kind %s: %s. Use %s.', 'name', 'kind', 'effect', 'supported'),
  ISTX601: warning('ExportToNamespaceNotFound', 'exportTo names namespace %q, which does not exist: nobody there reads the object.', 'namespace'),
  ISTX602: warning('EgressHostNotFound', 'Egress host %q matches nothing: %s. Sidecars do not know the host.', 'host', 'reason'),
  ISTX603: error('TargetPortNotFound', 'Port %d leads to targetPort %q, and no container of %s has a port of that name: there are no endpoints.', 'port', 'targetPort', 'workload'),
  ISTX604: info('TargetPortNotListed', 'Port %d leads to targetPort %d, which no container of %s lists. That is legal; check the number.', 'port', 'targetPort', 'workload'),
  ISTX605: warning('ServiceEntryHostTwice', 'Host %q is also in ServiceEntry %q, with a different %s. %s', 'host', 'entry', 'field', 'rule'),
} as const satisfies Record<string, MessageType>;

export type MessageCode = keyof typeof messageTypes;
