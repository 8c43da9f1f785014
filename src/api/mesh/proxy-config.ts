// SPDX-License-Identifier: Apache-2.0

import type {Messages} from '../schema/notation.js';

/** Fields of ProxyConfig (meshConfig.defaultConfig) with their types; see notation.ts. */
export const proxyConfigMessages: Messages = {
  ProxyConfig: {
    configPath: 'string',
    binaryPath: 'string',
    serviceCluster: 'string',
    tracingServiceName:
      '=APP_LABEL_AND_NAMESPACE|CANONICAL_NAME_ONLY|CANONICAL_NAME_AND_NAMESPACE # what services are called in spans',
    drainDuration: 'duration # how long connections drain on a hot restart',
    discoveryAddress: 'string # host:port of istiod',
    discoveryRefreshDelay: 'duration',
    zipkinAddress: 'string # deprecated; see tracing.zipkin.address',
    statsdUdpAddress: 'string',
    envoyMetricsServiceAddress: 'string',
    proxyAdminPort: 'int32 > port # of Envoy, on localhost',
    availabilityZone: 'string',
    controlPlaneAuthPolicy: '=NONE|MUTUAL_TLS|INHERIT',
    customConfigFile: 'string',
    statNameLength: 'int32 > int32(0..)',
    concurrency: 'int32 > int32(0..) # worker threads; 0 is one per core',
    proxyBootstrapTemplatePath: 'string',
    interceptionMode: '=REDIRECT|TPROXY|NONE # how traffic gets into the sidecar',
    tracing: 'Tracing',
    sds: 'SDS',
    envoyAccessLogService: 'RemoteService',
    envoyMetricsService: 'RemoteService',
    proxyMetadata: '{string} # environment variables of the proxy',
    runtimeValues: '{string} # Envoy runtime flags',
    statusPort: 'int32 > port0 # of the agent',
    extraStatTags: '[string]',
    gatewayTopology: 'Topology # what stands in front of gateways',
    terminationDrainDuration: 'duration # how long connections drain when the pod ends',
    meshId: 'string',
    readinessProbe: 'ReadinessProbe',
    proxyStatsMatcher: 'ProxyConfigProxyStatsMatcher # statistics to keep besides the default ones',
    holdApplicationUntilProxyStarts: 'bool # start the application after its proxy',
    caCertificatesPem: '[string]',
    image: 'ProxyImage # flavour of the proxy image',
    privateKeyProvider: 'PrivateKeyProvider # hardware that signs for TLS',
    proxyHeaders: 'ProxyConfigProxyHeaders # headers that proxies add',
    fileFlushInterval: 'duration',
    fileFlushMinSizeKb: 'uint32',
    statsCompression: 'bool # gzip the metrics page',
  },
  Tracing: {
    zipkin: 'TracingZipkin',
    lightstep: 'TracingLightstep',
    datadog: 'TracingDatadog',
    stackdriver: 'TracingStackdriver',
    openCensusAgent: 'TracingOpenCensusAgent',
    customTags: '{TracingCustomTag}',
    maxPathTagLength: 'uint32 # longest path kept in a span',
    sampling: 'double > double(0..100) # percentage of requests traced',
    tlsSettings: 'ClientTLSSettings',
    enableIstioTags: 'bool',
  },
  TracingZipkin: {
    address: 'string',
  },
  TracingLightstep: {
    address: 'string',
    accessToken: 'string',
  },
  TracingDatadog: {
    address: 'string',
  },
  TracingStackdriver: {
    debug: 'bool > - ~ the Stackdriver tracer is gone',
    maxNumberOfAttributes: 'int64 > - ~ the Stackdriver tracer is gone',
    maxNumberOfAnnotations: 'int64 > - ~ the Stackdriver tracer is gone',
    maxNumberOfMessageEvents: 'int64 > - ~ the Stackdriver tracer is gone',
  },
  TracingOpenCensusAgent: {
    address: 'string',
    context: '[=UNSPECIFIED|W3C_TRACE_CONTEXT|GRPC_BIN|CLOUD_TRACE_CONTEXT|B3]',
  },
  TracingCustomTag: {
    literal: 'TracingLiteral',
    environment: 'TracingEnvironment',
    header: 'TracingRequestHeader',
  },
  TracingLiteral: {
    value: 'string',
  },
  TracingEnvironment: {
    name: 'string',
    defaultValue: 'string',
  },
  TracingRequestHeader: {
    name: 'string',
    defaultValue: 'string',
  },
  SDS: {
    enabled: 'bool',
    k8sSaJwtPath: 'string',
  },
  RemoteService: {
    address: 'string',
    tlsSettings: 'ClientTLSSettings',
    tcpKeepalive: 'TcpKeepalive',
  },
  Topology: {
    numTrustedProxies: 'uint32 # proxies in front whose X-Forwarded-For is believed',
    forwardClientCertDetails:
      '=UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY # what to do with X-Forwarded-Client-Cert',
    proxyProtocol: 'TopologyProxyProtocolConfiguration',
  },
  TopologyProxyProtocolConfiguration: {},
  ReadinessProbe: {
    initialDelaySeconds: 'int32 > int32(0..)',
    timeoutSeconds: 'int32 > int32(0..)',
    periodSeconds: 'int32 > int32(0..)',
    successThreshold: 'int32 > int32(0..)',
    failureThreshold: 'int32 > int32(0..)',
    httpGet: 'HTTPHealthCheckConfig',
    tcpSocket: 'TCPHealthCheckConfig',
    exec: 'ExecHealthCheckConfig',
    grpc: 'GrpcHealthCheckConfig',
  },
  HTTPHealthCheckConfig: {
    path: 'string',
    port: 'uint32 > port',
    host: 'string',
    scheme: 'string > =HTTP|HTTPS',
    httpHeaders: '[HTTPHeader]',
  },
  HTTPHeader: {
    name: 'string',
    value: 'string',
  },
  TCPHealthCheckConfig: {
    host: 'string',
    port: 'uint32 > port',
  },
  ExecHealthCheckConfig: {
    command: '[string]',
  },
  GrpcHealthCheckConfig: {
    port: 'uint32 > port',
    service: 'string',
  },
  ProxyConfigProxyStatsMatcher: {
    inclusionPrefixes: '[string]',
    inclusionSuffixes: '[string]',
    inclusionRegexps: '[string]',
  },
  ProxyImage: {
    imageType: 'string # distroless, debug or default',
  },
  PrivateKeyProvider: {
    cryptomb: 'PrivateKeyProviderCryptoMb',
    qat: 'PrivateKeyProviderQAT',
  },
  PrivateKeyProviderCryptoMb: {
    pollDelay: 'duration',
    fallback: 'bool',
  },
  PrivateKeyProviderQAT: {
    pollDelay: 'duration',
    fallback: 'bool',
  },
  ProxyConfigProxyHeaders: {
    forwardedClientCert:
      '=UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY # what to do with X-Forwarded-Client-Cert',
    setCurrentClientCertDetails: 'SetCurrentClientCertDetails',
    requestId: 'ProxyHeadersRequestId',
    server: 'ProxyHeadersServer',
    attemptCount: 'ProxyHeadersAttemptCount',
    envoyDebugHeaders: 'ProxyHeadersEnvoyDebugHeaders',
    metadataExchangeHeaders: 'ProxyHeadersMetadataExchangeHeaders',
    preserveHttp1HeaderCase: 'bool',
    xForwardedHost: 'ProxyHeadersXForwardedHost',
    xForwardedPort: 'ProxyHeadersXForwardedPort',
  },
  SetCurrentClientCertDetails: {
    subject: 'bool',
    cert: 'bool',
    chain: 'bool',
    dns: 'bool',
    uri: 'bool',
  },
  ProxyHeadersRequestId: {
    disabled: 'bool',
  },
  ProxyHeadersServer: {
    disabled: 'bool',
    value: 'string',
  },
  ProxyHeadersAttemptCount: {
    disabled: 'bool',
  },
  ProxyHeadersEnvoyDebugHeaders: {
    disabled: 'bool',
  },
  ProxyHeadersMetadataExchangeHeaders: {
    mode: '=UNDEFINED|IN_MESH',
  },
  ProxyHeadersXForwardedHost: {
    enabled: 'bool',
  },
  ProxyHeadersXForwardedPort: {
    enabled: 'bool',
  },
};
