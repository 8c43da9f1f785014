// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Mesh} from '../model/mesh.js';
import type {
  ExtensionProvider,
  FileLogProvider,
  GrpcLogProvider,
  LogLabels,
  OpenTelemetryLogProvider,
} from '../settings/extension-provider.js';
import {type MeshConfig, meshConfig} from '../settings/mesh-config.js';
import {providerCluster} from '../settings/provider-cluster.js';
import {formatters, jsonFormat, TEXT_FORMAT, textFormat} from './log-format.js';

const FILE = 'envoy.access_loggers.file';
export const HTTP_GRPC = 'envoy.access_loggers.http_grpc';
export const TCP_GRPC = 'envoy.tcp_grpc_access_log';
const OPEN_TELEMETRY = 'envoy.access_loggers.open_telemetry';

/** States of a connection that logs by gRPC carry. */
const PEERS = ['upstream_peer', 'downstream_peer'];
export const PEERS_OF_WASM = [
  ...PEERS,
  'wasm.upstream_peer',
  'wasm.upstream_peer_id',
  'wasm.downstream_peer',
  'wasm.downstream_peer_id',
];

const GRPC_TYPES = {
  [HTTP_GRPC]: 'envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig',
  [TCP_GRPC]: 'envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig',
};

/** Returns the access log of `meshConfig.accessLogFile`: https://istio.io/latest/docs/tasks/observability/logs/access-log/ */
export function meshFileLog(config: MeshConfig, path: string): EnvoyMessage {
  const {accessLogEncoding = 'TEXT', accessLogFormat} = config;
  return fileLog(
    path,
    accessLogEncoding === 'JSON' ? jsonFormat(labelsOf(accessLogFormat)) : textFormat(accessLogFormat),
  );
}

/** A format that is no JSON object is passed over. */
function labelsOf(format: string | undefined): LogLabels | undefined {
  if (!format) return undefined;
  try {
    const parsed: unknown = JSON.parse(format);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? {...parsed} : undefined;
  } catch {
    return undefined;
  }
}

function fileLog(path: string, logFormat: EnvoyMessage): EnvoyMessage {
  const type = 'envoy.extensions.access_loggers.file.v3.FileAccessLog';
  return extension(FILE, any(type, {path, log_format: logFormat}));
}

/** Returns the access log of a provider; undefined where the provider keeps none or its service is unknown. */
export function providerLog(mesh: Mesh, provider: ExtensionProvider): EnvoyMessage | undefined {
  const {envoyFileAccessLog, envoyHttpAls, envoyTcpAls, envoyOtelAls} = provider;
  if (envoyFileAccessLog) return providerFileLog(meshConfig(mesh.settings), provider.name, envoyFileAccessLog);
  if (envoyHttpAls) return providerGrpcLog(mesh, HTTP_GRPC, 'http_envoy_accesslog', envoyHttpAls);
  if (envoyTcpAls) return providerGrpcLog(mesh, TCP_GRPC, 'tcp_envoy_accesslog', envoyTcpAls);
  return envoyOtelAls && openTelemetryLog(mesh, envoyOtelAls);
}

/** The built-in provider follows the mesh's own settings of encoding and format. */
function providerFileLog(config: MeshConfig, name: string | undefined, provider: FileLogProvider): EnvoyMessage {
  const {path = '', logFormat, omitEmptyValues} = provider;
  if (name === 'envoy' && !logFormat && !omitEmptyValues) return meshFileLog(config, path);
  const format = logFormat?.labels ? jsonFormat(logFormat.labels) : textFormat(logFormat?.text);
  return fileLog(path || '/dev/stdout', {...format, ...plain({omit_empty_values: omitEmptyValues})});
}

function providerGrpcLog(
  mesh: Mesh,
  name: keyof typeof GRPC_TYPES,
  defaultLogName: string,
  provider: GrpcLogProvider,
): EnvoyMessage | undefined {
  const target = providerCluster(mesh, provider.service, provider.port);
  if (!target) return undefined;
  const states = provider.filterStateObjectsToLog ?? [];
  const common = commonConfig(provider.logName || defaultLogName, target, states.length > 0 ? states : PEERS);
  const headers = {
    additional_request_headers_to_log: provider.additionalRequestHeadersToLog,
    additional_response_headers_to_log: provider.additionalResponseHeadersToLog,
    additional_response_trailers_to_log: provider.additionalResponseTrailersToLog,
  };
  return extension(name, any(GRPC_TYPES[name], {common_config: common, ...(name === HTTP_GRPC && plain(headers))}));
}

function commonConfig(
  logName: string,
  target: {cluster: string; hostname?: string},
  states: readonly string[],
): EnvoyMessage {
  return {
    log_name: logName,
    grpc_service: {envoy_grpc: plain({cluster_name: target.cluster, authority: target.hostname})},
    transport_api_version: 'V3',
    filter_state_objects_to_log: states,
  };
}

/** Returns the log of `meshConfig.enableEnvoyAccessLogService`. */
export function accessLogService(name: keyof typeof GRPC_TYPES, logName: string): EnvoyMessage {
  const common = commonConfig(logName, {cluster: 'envoy_accesslog_service'}, PEERS_OF_WASM);
  return extension(name, any(GRPC_TYPES[name], {common_config: common}));
}

function openTelemetryLog(mesh: Mesh, provider: OpenTelemetryLogProvider): EnvoyMessage | undefined {
  const target = providerCluster(mesh, provider.service, provider.port);
  if (!target) return undefined;
  const {text, labels = {}} = provider.logFormat ?? {};
  const body = text || TEXT_FORMAT;
  const values = Object.keys(labels)
    .sort()
    .map((key) => ({key, value: {string_value: stringOf(labels[key])}}));
  const type = 'envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig';
  return extension(
    OPEN_TELEMETRY,
    any(type, {
      common_config: commonConfig(provider.logName || 'otel_envoy_accesslog', target, PEERS_OF_WASM),
      disable_builtin_labels: true,
      body: {string_value: body},
      ...(values.length > 0 && {attributes: {values}}),
      ...formatters(body, labels),
    }),
  );
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
