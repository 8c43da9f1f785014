// SPDX-License-Identifier: Apache-2.0

import type {Package} from './notation.js';

/** MeshConfig, MeshNetworks and the ProxyConfig in them. */
export const mesh: Package = {
  name: 'istio.mesh.v1alpha1',
  messages: {
    Certificate: 'secret_name:string dns_names:[string]',
    ConfigSource:
      'address:string tls_settings:/istio.networking.v1alpha3.ClientTLSSettings subscribed_resources:[=Resource]',
    LabelSelector: 'matchLabels:{string} matchExpressions:[LabelSelectorRequirement]',
    LabelSelectorRequirement: 'key:string operator:string values:[string]',
    MeshConfig:
      'proxy_listen_port:int32 proxy_inbound_listen_port:int32 proxy_http_port:int32 connect_timeout:duration ' +
      'hbone_idle_timeout:duration protocol_detection_timeout:duration ' +
      'tcp_keepalive:/istio.networking.v1alpha3.ConnectionPoolSettings.TCPSettings.TcpKeepalive ' +
      'ingress_class:string ingress_service:string ingress_controller_mode:=MeshConfig.IngressControllerMode ' +
      'ingress_selector:string enable_tracing:bool access_log_file:string access_log_format:string ' +
      'access_log_encoding:=MeshConfig.AccessLogEncoding enable_envoy_access_log_service:bool ' +
      'disable_envoy_listener_log:bool default_config:ProxyConfig ' +
      'outbound_traffic_policy:MeshConfig.OutboundTrafficPolicy ' +
      'inbound_traffic_policy:MeshConfig.InboundTrafficPolicy config_sources:[ConfigSource] ' +
      'enable_auto_mtls:bool? trust_domain:string trust_domain_aliases:[string] ' +
      'ca_certificates:[MeshConfig.CertificateData] default_service_export_to:[string] ' +
      'default_virtual_service_export_to:[string] default_destination_rule_export_to:[string] ' +
      'root_namespace:string locality_lb_setting:/istio.networking.v1alpha3.LocalityLoadBalancerSetting ' +
      'dns_refresh_rate:duration h2_upgrade_policy:=MeshConfig.H2UpgradePolicy inbound_cluster_stat_name:string ' +
      'outbound_cluster_stat_name:string certificates:[Certificate] ' +
      'service_settings:[MeshConfig.ServiceSettings] service_scope_configs:[MeshConfig.ServiceScopeConfigs] ' +
      'enable_prometheus_merge:bool? verify_certificate_at_client:bool? ca:MeshConfig.CA ' +
      'extension_providers:[MeshConfig.ExtensionProvider] default_providers:MeshConfig.DefaultProviders ' +
      'discovery_selectors:[LabelSelector] path_normalization:MeshConfig.ProxyPathNormalization ' +
      'default_http_retry_policy:/istio.networking.v1alpha3.HTTPRetry mesh_mTLS:MeshConfig.TLSConfig ' +
      'tls_defaults:MeshConfig.TLSConfig',
    'MeshConfig.CA':
      'address:string tls_settings:/istio.networking.v1alpha3.ClientTLSSettings request_timeout:duration ' +
      'istiod_side:bool',
    'MeshConfig.CertificateData':
      'pem:string|certificate_data spiffe_bundle_url:string|certificate_data cert_signers:[string] ' +
      'trust_domains:[string]',
    'MeshConfig.DefaultProviders': 'tracing:[string] metrics:[string] access_logging:[string]',
    'MeshConfig.ExtensionProvider':
      'name:string ' +
      'envoy_ext_authz_http:MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationHttpProvider|provider ' +
      'envoy_ext_authz_grpc:MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationGrpcProvider|provider ' +
      'zipkin:MeshConfig.ExtensionProvider.ZipkinTracingProvider|provider ' +
      'lightstep:MeshConfig.ExtensionProvider.LightstepTracingProvider|provider ' +
      'datadog:MeshConfig.ExtensionProvider.DatadogTracingProvider|provider ' +
      'stackdriver:MeshConfig.ExtensionProvider.StackdriverProvider|provider ' +
      'opencensus:MeshConfig.ExtensionProvider.OpenCensusAgentTracingProvider|provider ' +
      'skywalking:MeshConfig.ExtensionProvider.SkyWalkingTracingProvider|provider ' +
      'opentelemetry:MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider|provider ' +
      'prometheus:MeshConfig.ExtensionProvider.PrometheusMetricsProvider|provider ' +
      'envoy_file_access_log:MeshConfig.ExtensionProvider.EnvoyFileAccessLogProvider|provider ' +
      'envoy_http_als:MeshConfig.ExtensionProvider.EnvoyHttpGrpcV3LogProvider|provider ' +
      'envoy_tcp_als:MeshConfig.ExtensionProvider.EnvoyTcpGrpcV3LogProvider|provider ' +
      'envoy_otel_als:MeshConfig.ExtensionProvider.EnvoyOpenTelemetryLogProvider|provider ' +
      'sds:MeshConfig.ExtensionProvider.SDSProvider|provider',
    'MeshConfig.ExtensionProvider.DatadogTracingProvider': 'service:string port:uint32 max_tag_length:uint32',
    'MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationGrpcProvider':
      'service:string port:uint32 timeout:duration fail_open:bool clear_route_cache:bool status_on_error:string ' +
      'include_request_body_in_check:MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationRequestBody',
    'MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationHttpProvider':
      'service:string port:uint32 timeout:duration path_prefix:string fail_open:bool clear_route_cache:bool ' +
      'status_on_error:string include_headers_in_check:[string] include_request_headers_in_check:[string] ' +
      'include_additional_headers_in_check:{string} ' +
      'include_request_body_in_check:MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationRequestBody ' +
      'headers_to_upstream_on_allow:[string] headers_to_downstream_on_deny:[string] ' +
      'headers_to_downstream_on_allow:[string]',
    'MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationRequestBody':
      'max_request_bytes:uint32 allow_partial_message:bool pack_as_bytes:bool',
    'MeshConfig.ExtensionProvider.EnvoyFileAccessLogProvider':
      'path:string log_format:MeshConfig.ExtensionProvider.EnvoyFileAccessLogProvider.LogFormat ' +
      'omit_empty_values:bool',
    'MeshConfig.ExtensionProvider.EnvoyFileAccessLogProvider.LogFormat':
      'text:string|log_format labels:struct|log_format',
    'MeshConfig.ExtensionProvider.EnvoyHttpGrpcV3LogProvider':
      'service:string port:uint32 log_name:string filter_state_objects_to_log:[string] ' +
      'additional_request_headers_to_log:[string] additional_response_headers_to_log:[string] ' +
      'additional_response_trailers_to_log:[string]',
    'MeshConfig.ExtensionProvider.EnvoyOpenTelemetryLogProvider':
      'service:string port:uint32 log_name:string ' +
      'log_format:MeshConfig.ExtensionProvider.EnvoyOpenTelemetryLogProvider.LogFormat',
    'MeshConfig.ExtensionProvider.EnvoyOpenTelemetryLogProvider.LogFormat': 'text:string labels:struct',
    'MeshConfig.ExtensionProvider.EnvoyTcpGrpcV3LogProvider':
      'service:string port:uint32 log_name:string filter_state_objects_to_log:[string]',
    'MeshConfig.ExtensionProvider.GrpcService':
      'timeout:duration initial_metadata:[MeshConfig.ExtensionProvider.HttpHeader]',
    'MeshConfig.ExtensionProvider.HttpHeader': 'name:string value:string|header_value env_name:string|header_value',
    'MeshConfig.ExtensionProvider.HttpService':
      'path:string timeout:duration headers:[MeshConfig.ExtensionProvider.HttpHeader]',
    'MeshConfig.ExtensionProvider.LightstepTracingProvider':
      'service:string port:uint32 access_token:string max_tag_length:uint32',
    'MeshConfig.ExtensionProvider.OpenCensusAgentTracingProvider':
      'service:string port:uint32 ' +
      'context:[=MeshConfig.ExtensionProvider.OpenCensusAgentTracingProvider.TraceContext] max_tag_length:uint32',
    'MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider':
      'service:string port:uint32 max_tag_length:uint32 http:MeshConfig.ExtensionProvider.HttpService ' +
      'grpc:MeshConfig.ExtensionProvider.GrpcService ' +
      'resource_detectors:MeshConfig.ExtensionProvider.ResourceDetectors ' +
      'service_attribute_enrichment:=MeshConfig.ExtensionProvider.ServiceAttributeEnrichment ' +
      'dynatrace_sampler:MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider.DynatraceSampler|sampling',
    'MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider.DynatraceSampler':
      'tenant:string cluster_id:int32 root_spans_per_minute:uint32 ' +
      'http_service:MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider.DynatraceSampler.DynatraceApi',
    'MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider.DynatraceSampler.DynatraceApi':
      'service:string port:uint32 http:MeshConfig.ExtensionProvider.HttpService',
    'MeshConfig.ExtensionProvider.PrometheusMetricsProvider': '',
    'MeshConfig.ExtensionProvider.ResourceDetectors':
      'environment:MeshConfig.ExtensionProvider.ResourceDetectors.EnvironmentResourceDetector ' +
      'dynatrace:MeshConfig.ExtensionProvider.ResourceDetectors.DynatraceResourceDetector',
    'MeshConfig.ExtensionProvider.ResourceDetectors.DynatraceResourceDetector': '',
    'MeshConfig.ExtensionProvider.ResourceDetectors.EnvironmentResourceDetector': '',
    'MeshConfig.ExtensionProvider.SDSProvider': 'name:string service:string port:uint32',
    'MeshConfig.ExtensionProvider.SkyWalkingTracingProvider': 'service:string port:uint32 access_token:string',
    'MeshConfig.ExtensionProvider.StackdriverProvider':
      'debug:bool max_number_of_attributes:int64? max_number_of_annotations:int64? ' +
      'max_number_of_message_events:int64? max_tag_length:uint32 ' +
      'logging:MeshConfig.ExtensionProvider.StackdriverProvider.Logging',
    'MeshConfig.ExtensionProvider.StackdriverProvider.Logging': 'labels:{string}',
    'MeshConfig.ExtensionProvider.ZipkinTracingProvider':
      'service:string port:uint32 max_tag_length:uint32 enable_64bit_trace_id:bool path:string ' +
      'trace_context_option:=MeshConfig.ExtensionProvider.ZipkinTracingProvider.TraceContextOption ' +
      'timeout:duration headers:[MeshConfig.ExtensionProvider.HttpHeader]',
    'MeshConfig.InboundTrafficPolicy': 'mode:=MeshConfig.InboundTrafficPolicy.Mode',
    'MeshConfig.OutboundTrafficPolicy':
      'mode:=MeshConfig.OutboundTrafficPolicy.Mode tls:/istio.networking.v1alpha3.ClientTLSSettings',
    'MeshConfig.ProxyPathNormalization': 'normalization:=MeshConfig.ProxyPathNormalization.NormalizationType',
    'MeshConfig.ServiceScopeConfigs':
      'namespace_selector:LabelSelector services_selector:LabelSelector ' +
      'scope:=MeshConfig.ServiceScopeConfigs.Scope',
    'MeshConfig.ServiceSettings': 'settings:MeshConfig.ServiceSettings.Settings hosts:[string]',
    'MeshConfig.ServiceSettings.Settings': 'cluster_local:bool',
    'MeshConfig.TLSConfig':
      'min_protocol_version:=MeshConfig.TLSConfig.TLSProtocol ecdh_curves:[string] cipher_suites:[string]',
    MeshNetworks: 'networks:{Network}',
    Network: 'endpoints:[Network.NetworkEndpoints] gateways:[Network.IstioNetworkGateway]',
    'Network.IstioNetworkGateway': 'registry_service_name:string|gw address:string|gw port:uint32 locality:string',
    'Network.NetworkEndpoints': 'from_cidr:string|ne from_registry:string|ne',
    PrivateKeyProvider: 'cryptomb:PrivateKeyProvider.CryptoMb|provider qat:PrivateKeyProvider.QAT|provider',
    'PrivateKeyProvider.CryptoMb': 'poll_delay:duration fallback:bool?',
    'PrivateKeyProvider.QAT': 'poll_delay:duration fallback:bool?',
    ProxyConfig:
      'config_path:string binary_path:string service_cluster:string|cluster_name ' +
      'tracing_service_name:=ProxyConfig.TracingServiceName|cluster_name drain_duration:duration ' +
      'discovery_address:string discovery_refresh_delay:duration zipkin_address:string statsd_udp_address:string ' +
      'envoy_metrics_service_address:string proxy_admin_port:int32 availability_zone:string ' +
      'control_plane_auth_policy:=AuthenticationPolicy custom_config_file:string stat_name_length:int32 ' +
      'concurrency:int32? proxy_bootstrap_template_path:string ' +
      'interception_mode:=ProxyConfig.InboundInterceptionMode tracing:Tracing sds:SDS ' +
      'envoy_access_log_service:RemoteService envoy_metrics_service:RemoteService proxy_metadata:{string} ' +
      'runtime_values:{string} status_port:int32 extra_stat_tags:[string] gateway_topology:Topology ' +
      'termination_drain_duration:duration mesh_id:string ' +
      'readiness_probe:/istio.networking.v1alpha3.ReadinessProbe ' +
      'proxy_stats_matcher:ProxyConfig.ProxyStatsMatcher hold_application_until_proxy_starts:bool? ' +
      'ca_certificates_pem:[string] image:/istio.networking.v1beta1.ProxyImage ' +
      'private_key_provider:PrivateKeyProvider proxy_headers:ProxyConfig.ProxyHeaders ' +
      'file_flush_interval:duration file_flush_min_size_kb:uint32 stats_compression:bool?',
    'ProxyConfig.ProxyHeaders':
      'forwarded_client_cert:=ForwardClientCertDetails ' +
      'set_current_client_cert_details:ProxyConfig.ProxyHeaders.SetCurrentClientCertDetails ' +
      'request_id:ProxyConfig.ProxyHeaders.RequestId server:ProxyConfig.ProxyHeaders.Server ' +
      'attempt_count:ProxyConfig.ProxyHeaders.AttemptCount ' +
      'envoy_debug_headers:ProxyConfig.ProxyHeaders.EnvoyDebugHeaders ' +
      'metadata_exchange_headers:ProxyConfig.ProxyHeaders.MetadataExchangeHeaders ' +
      'preserve_http1_header_case:bool? x_forwarded_host:ProxyConfig.ProxyHeaders.XForwardedHost ' +
      'x_forwarded_port:ProxyConfig.ProxyHeaders.XForwardedPort',
    'ProxyConfig.ProxyHeaders.AttemptCount': 'disabled:bool?',
    'ProxyConfig.ProxyHeaders.EnvoyDebugHeaders': 'disabled:bool?',
    'ProxyConfig.ProxyHeaders.MetadataExchangeHeaders': 'mode:=ProxyConfig.ProxyHeaders.MetadataExchangeMode',
    'ProxyConfig.ProxyHeaders.RequestId': 'disabled:bool?',
    'ProxyConfig.ProxyHeaders.Server': 'disabled:bool? value:string',
    'ProxyConfig.ProxyHeaders.SetCurrentClientCertDetails': 'subject:bool? cert:bool? chain:bool? dns:bool? uri:bool?',
    'ProxyConfig.ProxyHeaders.XForwardedHost': 'enabled:bool?',
    'ProxyConfig.ProxyHeaders.XForwardedPort': 'enabled:bool?',
    'ProxyConfig.ProxyStatsMatcher':
      'inclusion_prefixes:[string] inclusion_suffixes:[string] inclusion_regexps:[string]',
    RemoteService:
      'address:string tls_settings:/istio.networking.v1alpha3.ClientTLSSettings ' +
      'tcp_keepalive:/istio.networking.v1alpha3.ConnectionPoolSettings.TCPSettings.TcpKeepalive',
    SDS: 'enabled:bool k8s_sa_jwt_path:string',
    Topology:
      'num_trusted_proxies:uint32 forward_client_cert_details:=ForwardClientCertDetails ' +
      'proxy_protocol:Topology.ProxyProtocolConfiguration',
    'Topology.ProxyProtocolConfiguration': '',
    Tracing:
      'zipkin:Tracing.Zipkin|tracer lightstep:Tracing.Lightstep|tracer datadog:Tracing.Datadog|tracer ' +
      'stackdriver:Tracing.Stackdriver|tracer open_census_agent:Tracing.OpenCensusAgent|tracer ' +
      'custom_tags:{Tracing.CustomTag} max_path_tag_length:uint32 sampling:double ' +
      'tls_settings:/istio.networking.v1alpha3.ClientTLSSettings enable_istio_tags:bool?',
    'Tracing.CustomTag':
      'literal:Tracing.Literal|type environment:Tracing.Environment|type header:Tracing.RequestHeader|type',
    'Tracing.Datadog': 'address:string',
    'Tracing.Environment': 'name:string default_value:string',
    'Tracing.Lightstep': 'address:string access_token:string',
    'Tracing.Literal': 'value:string',
    'Tracing.OpenCensusAgent': 'address:string context:[=Tracing.OpenCensusAgent.TraceContext]',
    'Tracing.RequestHeader': 'name:string default_value:string',
    'Tracing.Stackdriver':
      'debug:bool max_number_of_attributes:int64? max_number_of_annotations:int64? ' +
      'max_number_of_message_events:int64?',
    'Tracing.Zipkin': 'address:string',
  },
  enums: {
    AuthenticationPolicy: 'NONE MUTUAL_TLS INHERIT',
    ForwardClientCertDetails: 'UNDEFINED SANITIZE FORWARD_ONLY APPEND_FORWARD SANITIZE_SET ALWAYS_FORWARD_ONLY',
    'MeshConfig.AccessLogEncoding': 'TEXT JSON',
    'MeshConfig.ExtensionProvider.OpenCensusAgentTracingProvider.TraceContext':
      'UNSPECIFIED W3C_TRACE_CONTEXT GRPC_BIN CLOUD_TRACE_CONTEXT B3',
    'MeshConfig.ExtensionProvider.ServiceAttributeEnrichment': 'ISTIO_CANONICAL OTEL_SEMANTIC_CONVENTIONS',
    'MeshConfig.ExtensionProvider.ZipkinTracingProvider.TraceContextOption': 'USE_B3 USE_B3_WITH_W3C_PROPAGATION',
    'MeshConfig.H2UpgradePolicy': 'DO_NOT_UPGRADE UPGRADE',
    'MeshConfig.InboundTrafficPolicy.Mode': 'PASSTHROUGH LOCALHOST',
    'MeshConfig.IngressControllerMode': 'UNSPECIFIED OFF DEFAULT STRICT',
    'MeshConfig.OutboundTrafficPolicy.Mode': 'REGISTRY_ONLY ALLOW_ANY ALLOW_ANY_DYNAMIC_DNS',
    'MeshConfig.ProxyPathNormalization.NormalizationType': 'DEFAULT NONE BASE MERGE_SLASHES DECODE_AND_MERGE_SLASHES',
    'MeshConfig.ServiceScopeConfigs.Scope': 'LOCAL GLOBAL',
    'MeshConfig.TLSConfig.TLSProtocol': 'TLS_AUTO TLSV1_2 TLSV1_3',
    'ProxyConfig.InboundInterceptionMode': 'REDIRECT TPROXY NONE',
    'ProxyConfig.ProxyHeaders.MetadataExchangeMode': 'UNDEFINED IN_MESH',
    'ProxyConfig.TracingServiceName': 'APP_LABEL_AND_NAMESPACE CANONICAL_NAME_ONLY CANONICAL_NAME_AND_NAMESPACE',
    Resource: 'SERVICE_REGISTRY',
    'Tracing.OpenCensusAgent.TraceContext': 'UNSPECIFIED W3C_TRACE_CONTEXT GRPC_BIN CLOUD_TRACE_CONTEXT B3',
  },
};
