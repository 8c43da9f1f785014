// SPDX-License-Identifier: Apache-2.0

import type {Package} from './notation.js';

/** Routing, and what describes workloads. */
export const networking: Package = {
  name: 'istio.networking.v1alpha3',
  messages: {
    ClientTLSSettings:
      'mode:=ClientTLSSettings.TLSmode client_certificate:string private_key:string ca_certificates:string ' +
      'credential_name:string subject_alt_names:[string] sni:string insecure_skip_verify:bool? ca_crl:string',
    ConnectionPoolSettings: 'tcp:ConnectionPoolSettings.TCPSettings http:ConnectionPoolSettings.HTTPSettings',
    'ConnectionPoolSettings.HTTPSettings':
      'http1_max_pending_requests:int32 http2_max_requests:int32 max_requests_per_connection:int32 ' +
      'max_retries:int32 idle_timeout:duration ' +
      'h2_upgrade_policy:=ConnectionPoolSettings.HTTPSettings.H2UpgradePolicy use_client_protocol:bool ' +
      'max_concurrent_streams:int32',
    'ConnectionPoolSettings.TCPSettings':
      'max_connections:int32 connect_timeout:duration ' +
      'tcp_keepalive:ConnectionPoolSettings.TCPSettings.TcpKeepalive max_connection_duration:duration ' +
      'idle_timeout:duration',
    'ConnectionPoolSettings.TCPSettings.TcpKeepalive': 'probes:uint32 time:duration interval:duration',
    CorsPolicy:
      'allow_origin:[string] allow_origins:[StringMatch] allow_methods:[string] allow_headers:[string] ' +
      'expose_headers:[string] max_age:duration allow_credentials:bool? ' +
      'unmatched_preflights:=CorsPolicy.UnmatchedPreflights',
    Delegate: 'name:string namespace:string',
    Destination: 'host:string subset:string port:PortSelector',
    DestinationRule:
      'host:string traffic_policy:TrafficPolicy subsets:[Subset] export_to:[string] ' +
      'workload_selector:/istio.type.v1beta1.WorkloadSelector',
    EnvoyFilter:
      'workload_selector:WorkloadSelector targetRefs:[/istio.type.v1beta1.PolicyTargetReference] ' +
      'config_patches:[EnvoyFilter.EnvoyConfigObjectPatch] priority:int32',
    'EnvoyFilter.ClusterMatch': 'port_number:uint32 service:string subset:string name:string',
    'EnvoyFilter.EnvoyConfigObjectMatch':
      'context:=EnvoyFilter.PatchContext proxy:EnvoyFilter.ProxyMatch ' +
      'listener:EnvoyFilter.ListenerMatch|object_types ' +
      'route_configuration:EnvoyFilter.RouteConfigurationMatch|object_types ' +
      'cluster:EnvoyFilter.ClusterMatch|object_types waypoint:EnvoyFilter.WaypointMatch|object_types',
    'EnvoyFilter.EnvoyConfigObjectPatch':
      'apply_to:=EnvoyFilter.ApplyTo match:EnvoyFilter.EnvoyConfigObjectMatch patch:EnvoyFilter.Patch',
    'EnvoyFilter.ListenerMatch':
      'port_number:uint32 port_name:string filter_chain:EnvoyFilter.ListenerMatch.FilterChainMatch ' +
      'listener_filter:string name:string',
    'EnvoyFilter.ListenerMatch.FilterChainMatch':
      'name:string sni:string transport_protocol:string application_protocols:string ' +
      'filter:EnvoyFilter.ListenerMatch.FilterMatch destination_port:uint32',
    'EnvoyFilter.ListenerMatch.FilterMatch': 'name:string sub_filter:EnvoyFilter.ListenerMatch.SubFilterMatch',
    'EnvoyFilter.ListenerMatch.SubFilterMatch': 'name:string',
    'EnvoyFilter.Patch':
      'operation:=EnvoyFilter.Patch.Operation value:struct filter_class:=EnvoyFilter.Patch.FilterClass',
    'EnvoyFilter.ProxyMatch': 'proxy_version:string metadata:{string}',
    'EnvoyFilter.RouteConfigurationMatch':
      'port_number:uint32 port_name:string gateway:string ' +
      'vhost:EnvoyFilter.RouteConfigurationMatch.VirtualHostMatch name:string',
    'EnvoyFilter.RouteConfigurationMatch.RouteMatch':
      'name:string action:=EnvoyFilter.RouteConfigurationMatch.RouteMatch.Action',
    'EnvoyFilter.RouteConfigurationMatch.VirtualHostMatch':
      'name:string domain_name:string route:EnvoyFilter.RouteConfigurationMatch.RouteMatch',
    'EnvoyFilter.WaypointMatch':
      'port_number:uint32 route:EnvoyFilter.WaypointMatch.RouteMatch filter:EnvoyFilter.WaypointMatch.FilterMatch',
    'EnvoyFilter.WaypointMatch.FilterMatch':
      'name:string sub_filter:EnvoyFilter.WaypointMatch.FilterMatch.SubFilterMatch',
    'EnvoyFilter.WaypointMatch.FilterMatch.SubFilterMatch': 'name:string',
    'EnvoyFilter.WaypointMatch.RouteMatch': 'name:string',
    ExecHealthCheckConfig: 'command:[string]',
    Gateway: 'servers:[Server] selector:{string}',
    GrpcHealthCheckConfig: 'port:uint32 service:string',
    HTTPBody: 'string:string|specifier bytes:bytes|specifier',
    HTTPDirectResponse: 'status:uint32 body:HTTPBody',
    HTTPFaultInjection: 'delay:HTTPFaultInjection.Delay abort:HTTPFaultInjection.Abort',
    'HTTPFaultInjection.Abort':
      'http_status:int32|error_type grpc_status:string|error_type http2_error:string|error_type ' +
      'percentage:Percent',
    'HTTPFaultInjection.Delay':
      'percent:int32 fixed_delay:duration|http_delay_type exponential_delay:duration|http_delay_type ' +
      'percentage:Percent',
    HTTPHeader: 'name:string value:string',
    HTTPHealthCheckConfig: 'path:string port:uint32 host:string scheme:string http_headers:[HTTPHeader]',
    HTTPMatchRequest:
      'name:string uri:StringMatch scheme:StringMatch method:StringMatch authority:StringMatch ' +
      'headers:{StringMatch} port:uint32 source_labels:{string} gateways:[string] query_params:{StringMatch} ' +
      'ignore_uri_case:bool without_headers:{StringMatch} source_namespace:string stat_prefix:string',
    HTTPMirrorPolicy: 'destination:Destination percentage:Percent',
    HTTPRedirect:
      'uri:string authority:string port:uint32|redirect_port ' +
      'derive_port:=HTTPRedirect.RedirectPortSelection|redirect_port scheme:string redirect_code:uint32',
    HTTPRetry:
      'attempts:int32 per_try_timeout:duration retry_on:string retry_remote_localities:bool? ' +
      'retry_ignore_previous_hosts:bool? backoff:duration',
    HTTPRewrite: 'uri:string authority:string uri_regex_rewrite:RegexRewrite',
    HTTPRoute:
      'name:string match:[HTTPMatchRequest] route:[HTTPRouteDestination] redirect:HTTPRedirect ' +
      'direct_response:HTTPDirectResponse delegate:Delegate rewrite:HTTPRewrite timeout:duration ' +
      'retries:HTTPRetry fault:HTTPFaultInjection mirror:Destination mirrors:[HTTPMirrorPolicy] ' +
      'mirror_percent:uint32? mirror_percentage:Percent cors_policy:CorsPolicy headers:Headers',
    HTTPRouteDestination: 'destination:Destination weight:int32 headers:Headers',
    Headers: 'request:Headers.HeaderOperations response:Headers.HeaderOperations',
    'Headers.HeaderOperations': 'set:{string} add:{string} remove:[string]',
    IstioEgressListener: 'port:SidecarPort bind:string capture_mode:=CaptureMode hosts:[string]',
    IstioIngressListener:
      'port:SidecarPort bind:string capture_mode:=CaptureMode default_endpoint:string tls:ServerTLSSettings ' +
      'connection_pool:ConnectionPoolSettings',
    L4MatchAttributes:
      'destination_subnets:[string] port:uint32 source_subnet:string source_labels:{string} gateways:[string] ' +
      'source_namespace:string',
    LoadBalancerSettings:
      'simple:=LoadBalancerSettings.SimpleLB|lb_policy ' +
      'consistent_hash:LoadBalancerSettings.ConsistentHashLB|lb_policy ' +
      'locality_lb_setting:LocalityLoadBalancerSetting warmup_duration_secs:duration warmup:WarmupConfiguration',
    'LoadBalancerSettings.ConsistentHashLB':
      'http_header_name:string|hash_key http_cookie:LoadBalancerSettings.ConsistentHashLB.HTTPCookie|hash_key ' +
      'use_source_ip:bool|hash_key http_query_parameter_name:string|hash_key ' +
      'ring_hash:LoadBalancerSettings.ConsistentHashLB.RingHash|hash_algorithm ' +
      'maglev:LoadBalancerSettings.ConsistentHashLB.MagLev|hash_algorithm minimum_ring_size:uint64',
    'LoadBalancerSettings.ConsistentHashLB.HTTPCookie':
      'name:string path:string ttl:duration ' +
      'attributes:[LoadBalancerSettings.ConsistentHashLB.HTTPCookie.Attribute]',
    'LoadBalancerSettings.ConsistentHashLB.HTTPCookie.Attribute': 'name:string value:string',
    'LoadBalancerSettings.ConsistentHashLB.MagLev': 'table_size:uint64',
    'LoadBalancerSettings.ConsistentHashLB.RingHash': 'minimum_ring_size:uint64',
    LocalityLoadBalancerSetting:
      'distribute:[LocalityLoadBalancerSetting.Distribute] failover:[LocalityLoadBalancerSetting.Failover] ' +
      'failover_priority:[string] enabled:bool?',
    'LocalityLoadBalancerSetting.Distribute': 'from:string to:{uint32}',
    'LocalityLoadBalancerSetting.Failover': 'from:string to:string',
    OutboundTrafficPolicy: 'mode:=OutboundTrafficPolicy.Mode egress_proxy:Destination',
    OutlierDetection:
      'consecutive_errors:int32 split_external_local_origin_errors:bool ' +
      'consecutive_local_origin_failures:uint32? consecutive_gateway_errors:uint32? ' +
      'consecutive_5xx_errors:uint32? interval:duration base_ejection_time:duration max_ejection_percent:int32 ' +
      'min_health_percent:int32',
    Percent: 'value:double',
    Port: 'number:uint32 protocol:string name:string target_port:uint32',
    PortSelector: 'number:uint32',
    ReadinessProbe:
      'initial_delay_seconds:int32 timeout_seconds:int32 period_seconds:int32 success_threshold:int32 ' +
      'failure_threshold:int32 http_get:HTTPHealthCheckConfig|health_check_method ' +
      'tcp_socket:TCPHealthCheckConfig|health_check_method exec:ExecHealthCheckConfig|health_check_method ' +
      'grpc:GrpcHealthCheckConfig|health_check_method',
    RegexRewrite: 'match:string rewrite:string',
    RouteDestination: 'destination:Destination weight:int32',
    Server: 'port:Port bind:string hosts:[string] tls:ServerTLSSettings default_endpoint:string name:string',
    ServerTLSSettings:
      'https_redirect:bool mode:=ServerTLSSettings.TLSmode server_certificate:string private_key:string ' +
      'ca_certificates:string ca_crl:string credential_name:string credential_names:[string] ' +
      'ca_cert_credential_name:string tls_certificates:[ServerTLSSettings.TLSCertificate] ' +
      'subject_alt_names:[string] verify_certificate_spki:[string] verify_certificate_hash:[string] ' +
      'min_protocol_version:=ServerTLSSettings.TLSProtocol max_protocol_version:=ServerTLSSettings.TLSProtocol ' +
      'cipher_suites:[string]',
    'ServerTLSSettings.TLSCertificate': 'server_certificate:string private_key:string ca_certificates:string',
    ServiceEntry:
      'hosts:[string] addresses:[string] ports:[ServicePort] location:=ServiceEntry.Location ' +
      'resolution:=ServiceEntry.Resolution endpoints:[WorkloadEntry] workload_selector:WorkloadSelector ' +
      'export_to:[string] subject_alt_names:[string]',
    ServiceEntryAddress: 'value:string host:string',
    ServiceEntryStatus:
      'conditions:[/istio.meta.v1alpha1.IstioCondition] ' +
      'validation_messages:[/istio.analysis.v1alpha1.AnalysisMessageBase] observed_generation:int64 ' +
      'addresses:[ServiceEntryAddress]',
    ServicePort: 'number:uint32 protocol:string name:string target_port:uint32',
    Sidecar:
      'workload_selector:WorkloadSelector ingress:[IstioIngressListener] egress:[IstioEgressListener] ' +
      'inbound_connection_pool:ConnectionPoolSettings outbound_traffic_policy:OutboundTrafficPolicy',
    SidecarPort: 'number:uint32 protocol:string name:string target_port:uint32',
    StringMatch: 'exact:string|match_type prefix:string|match_type regex:string|match_type',
    Subset: 'name:string labels:{string} traffic_policy:TrafficPolicy',
    TCPHealthCheckConfig: 'host:string port:uint32',
    TCPRoute: 'match:[L4MatchAttributes] route:[RouteDestination]',
    TLSMatchAttributes:
      'sni_hosts:[string] destination_subnets:[string] port:uint32 source_labels:{string} gateways:[string] ' +
      'source_namespace:string',
    TLSRoute: 'match:[TLSMatchAttributes] route:[RouteDestination]',
    TrafficPolicy:
      'load_balancer:LoadBalancerSettings connection_pool:ConnectionPoolSettings ' +
      'outlier_detection:OutlierDetection tls:ClientTLSSettings ' +
      'port_level_settings:[TrafficPolicy.PortTrafficPolicy] tunnel:TrafficPolicy.TunnelSettings ' +
      'proxy_protocol:TrafficPolicy.ProxyProtocol retry_budget:TrafficPolicy.RetryBudget',
    'TrafficPolicy.PortTrafficPolicy':
      'port:PortSelector load_balancer:LoadBalancerSettings connection_pool:ConnectionPoolSettings ' +
      'outlier_detection:OutlierDetection tls:ClientTLSSettings',
    'TrafficPolicy.ProxyProtocol': 'version:=TrafficPolicy.ProxyProtocol.VERSION',
    'TrafficPolicy.RetryBudget': 'percent:double? min_retry_concurrency:uint32',
    'TrafficPolicy.TunnelSettings': 'protocol:string target_host:string target_port:uint32',
    VirtualService:
      'hosts:[string] gateways:[string] http:[HTTPRoute] tls:[TLSRoute] tcp:[TCPRoute] export_to:[string]',
    WarmupConfiguration: 'duration:duration minimum_percent:double? aggression:double?',
    WorkloadEntry:
      'address:string ports:{uint32} labels:{string} network:string locality:string weight:uint32 ' +
      'service_account:string',
    WorkloadGroup: 'metadata:WorkloadGroup.ObjectMeta template:WorkloadEntry probe:ReadinessProbe',
    'WorkloadGroup.ObjectMeta': 'labels:{string} annotations:{string}',
    WorkloadSelector: 'labels:{string}',
  },
  enums: {
    CaptureMode: 'DEFAULT IPTABLES NONE',
    'ClientTLSSettings.TLSmode': 'DISABLE SIMPLE MUTUAL ISTIO_MUTUAL',
    'ConnectionPoolSettings.HTTPSettings.H2UpgradePolicy': 'DEFAULT DO_NOT_UPGRADE UPGRADE',
    'CorsPolicy.UnmatchedPreflights': 'UNSPECIFIED FORWARD IGNORE',
    'EnvoyFilter.ApplyTo':
      'INVALID LISTENER FILTER_CHAIN NETWORK_FILTER HTTP_FILTER ROUTE_CONFIGURATION VIRTUAL_HOST HTTP_ROUTE CLUSTER EXTENSION_CONFIG BOOTSTRAP LISTENER_FILTER',
    'EnvoyFilter.Patch.FilterClass': 'UNSPECIFIED AUTHN AUTHZ STATS',
    'EnvoyFilter.Patch.Operation': 'INVALID MERGE ADD REMOVE INSERT_BEFORE INSERT_AFTER INSERT_FIRST REPLACE',
    'EnvoyFilter.PatchContext': 'ANY SIDECAR_INBOUND SIDECAR_OUTBOUND GATEWAY WAYPOINT',
    'EnvoyFilter.RouteConfigurationMatch.RouteMatch.Action': 'ANY ROUTE REDIRECT DIRECT_RESPONSE',
    'HTTPRedirect.RedirectPortSelection': 'FROM_PROTOCOL_DEFAULT FROM_REQUEST_PORT',
    'LoadBalancerSettings.SimpleLB': 'UNSPECIFIED LEAST_CONN RANDOM PASSTHROUGH ROUND_ROBIN LEAST_REQUEST',
    'OutboundTrafficPolicy.Mode': 'REGISTRY_ONLY ALLOW_ANY',
    'ServerTLSSettings.TLSProtocol': 'TLS_AUTO TLSV1_0 TLSV1_1 TLSV1_2 TLSV1_3',
    'ServerTLSSettings.TLSmode': 'PASSTHROUGH SIMPLE MUTUAL AUTO_PASSTHROUGH ISTIO_MUTUAL OPTIONAL_MUTUAL',
    'ServiceEntry.Location': 'MESH_EXTERNAL MESH_INTERNAL',
    'ServiceEntry.Resolution': 'NONE STATIC DNS DNS_ROUND_ROBIN DYNAMIC_DNS',
    'TrafficPolicy.ProxyProtocol.VERSION': 'V1 V2',
  },
};
