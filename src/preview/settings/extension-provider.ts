// SPDX-License-Identifier: Apache-2.0

interface ServiceAddress {
  service?: string;
  port?: number;
}

export interface HttpHeader {
  name?: string;
  value?: string;
  envName?: string;
}

export interface HttpService {
  path?: string;
  timeout?: string;
  headers?: readonly HttpHeader[];
}

/** Labels of a log format: JSON as written. */
export type LogLabels = Readonly<Record<string, unknown>>;

export interface ExtAuthzBody {
  maxRequestBytes?: number;
  allowPartialMessage?: boolean;
  packAsBytes?: boolean;
}

interface ExtAuthzProvider extends ServiceAddress {
  timeout?: string;
  failOpen?: boolean;
  clearRouteCache?: boolean;
  statusOnError?: string;
  includeRequestBodyInCheck?: ExtAuthzBody;
}

export interface ExtAuthzHttpProvider extends ExtAuthzProvider {
  pathPrefix?: string;
  includeHeadersInCheck?: readonly string[];
  includeRequestHeadersInCheck?: readonly string[];
  includeAdditionalHeadersInCheck?: Readonly<Record<string, string>>;
  headersToUpstreamOnAllow?: readonly string[];
  headersToDownstreamOnDeny?: readonly string[];
  headersToDownstreamOnAllow?: readonly string[];
}

export type ExtAuthzGrpcProvider = ExtAuthzProvider;

export interface ZipkinProvider extends ServiceAddress {
  maxTagLength?: number;
  enable64bitTraceId?: boolean;
  path?: string;
  traceContextOption?: string;
  timeout?: string;
  headers?: readonly HttpHeader[];
}

export interface OpenTelemetryProvider extends ServiceAddress {
  maxTagLength?: number;
  http?: HttpService;
  grpc?: {timeout?: string; initialMetadata?: readonly HttpHeader[]};
  resourceDetectors?: {environment?: object; dynatrace?: object};
  serviceAttributeEnrichment?: string;
  dynatraceSampler?: DynatraceSampler;
}

export interface DynatraceSampler {
  tenant?: string;
  clusterId?: number;
  rootSpansPerMinute?: number;
  httpService?: ServiceAddress & {http?: HttpService};
}

export interface FileLogProvider {
  path?: string;
  logFormat?: {text?: string; labels?: LogLabels};
  omitEmptyValues?: boolean;
}

export interface GrpcLogProvider extends ServiceAddress {
  logName?: string;
  filterStateObjectsToLog?: readonly string[];
  additionalRequestHeadersToLog?: readonly string[];
  additionalResponseHeadersToLog?: readonly string[];
  additionalResponseTrailersToLog?: readonly string[];
}

export interface OpenTelemetryLogProvider extends ServiceAddress {
  logName?: string;
  logFormat?: {text?: string; labels?: LogLabels};
}

/** One of `meshConfig.extensionProviders`: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider */
export interface ExtensionProvider {
  name?: string;
  envoyExtAuthzHttp?: ExtAuthzHttpProvider;
  envoyExtAuthzGrpc?: ExtAuthzGrpcProvider;
  zipkin?: ZipkinProvider;
  datadog?: ServiceAddress & {maxTagLength?: number};
  skywalking?: ServiceAddress;
  opentelemetry?: OpenTelemetryProvider;
  prometheus?: object;
  envoyFileAccessLog?: FileLogProvider;
  envoyHttpAls?: GrpcLogProvider;
  envoyTcpAls?: GrpcLogProvider;
  envoyOtelAls?: OpenTelemetryLogProvider;
}
