// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {EnvoyMessage, EnvoyValue} from '../model/json.js';
import type {LogLabels} from '../settings/extension-provider.js';

/** Fields of Istio's access log in order, with their Envoy operators: https://istio.io/latest/docs/tasks/observability/logs/access-log/#default-access-log-format */
export const TEXT_FORMAT = [
  '[%START_TIME%]',
  '"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%"',
  '%RESPONSE_CODE%',
  '%RESPONSE_FLAGS%',
  '%RESPONSE_CODE_DETAILS%',
  '%CONNECTION_TERMINATION_DETAILS%',
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%"',
  '%BYTES_RECEIVED%',
  '%BYTES_SENT%',
  '%DURATION%',
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  '"%REQ(X-FORWARDED-FOR)%"',
  '"%REQ(USER-AGENT)%"',
  '"%REQ(X-REQUEST-ID)%"',
  '"%REQ(:AUTHORITY)%"',
  '"%UPSTREAM_HOST%"',
  '%UPSTREAM_CLUSTER_RAW%',
  '%UPSTREAM_LOCAL_ADDRESS%',
  '%DOWNSTREAM_LOCAL_ADDRESS%',
  '%DOWNSTREAM_REMOTE_ADDRESS%',
  '%REQUESTED_SERVER_NAME%',
  '%ROUTE_NAME%\n',
].join(' ');

/** The same as JSON. */
const JSON_FORMAT: EnvoyMessage = {
  authority: '%REQ(:AUTHORITY)%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  duration: '%DURATION%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  request_id: '%REQ(X-REQUEST-ID)%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  route_name: '%ROUTE_NAME%',
  start_time: '%START_TIME%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  user_agent: '%REQ(USER-AGENT)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
};

/** Returns a format string as `log_format` has it: a line end is added, the default stands for an empty one. */
export function textFormat(format: string | undefined): EnvoyMessage {
  const line = format && !format.endsWith('\n') ? `${format}\n` : format || TEXT_FORMAT;
  return {text_format_source: {inline_string: line}, ...withFormatters(needsFormatter(line))};
}

/** Returns labels as `log_format` has them; the default stands for none. */
export function jsonFormat(labels: LogLabels | undefined): EnvoyMessage {
  const format = labels && Object.keys(labels).length > 0 ? structOf(labels) : JSON_FORMAT;
  return {json_format: format, json_format_options: {}, ...withFormatters(labelsNeedFormatter(format))};
}

/** Returns the extensions of Envoy that a text and labels need together. */
export function formatters(text: string, labels: LogLabels = {}): EnvoyMessage {
  return withFormatters(needsFormatter(text) || labelsNeedFormatter(labels));
}

function labelsNeedFormatter(labels: Readonly<Record<string, unknown>>): boolean {
  return Object.values(labels).some((value) => typeof value === 'string' && needsFormatter(value));
}

function needsFormatter(text: string): boolean {
  return text.includes('%REQ_WITHOUT_QUERY');
}

function withFormatters(needed: boolean): EnvoyMessage {
  const type = 'envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery';
  return needed ? {formatters: [extension('envoy.formatter.req_without_query', any(type))]} : {};
}

/** Reads a google.protobuf.Struct: any JSON. */
function structOf(value: Readonly<Record<string, unknown>>): EnvoyMessage {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonOf(entry)]));
}

function jsonOf(value: unknown): EnvoyValue {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null) return structOf({...value});
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
