// SPDX-License-Identifier: Apache-2.0

/** Filters whose old name, `envoy.` and the last word of the new one, Envoy no longer knows. */
const HTTP = [
  'buffer',
  'cors',
  'csrf',
  'ext_authz',
  'fault',
  'grpc_http1_bridge',
  'grpc_json_transcoder',
  'grpc_web',
  'gzip',
  'health_check',
  'ip_tagging',
  'lua',
  'router',
  'squash',
];
const LISTENER = ['http_inspector', 'original_dst', 'original_src', 'proxy_protocol', 'tls_inspector'];
const NETWORK = ['client_ssl_auth', 'http_connection_manager', 'mongo_proxy', 'ratelimit', 'redis_proxy', 'tcp_proxy'];

const CURRENT: ReadonlyMap<string, string> = new Map([
  ...NETWORK.map((name) => [`envoy.${name}`, `envoy.filters.network.${name}`] as const),
  ...HTTP.map((name) => [`envoy.${name}`, `envoy.filters.http.${name}`] as const),
  ...LISTENER.map((name) => [`envoy.listener.${name}`, `envoy.filters.listener.${name}`] as const),
  ['envoy.http_dynamo_filter', 'envoy.filters.http.dynamo'],
  ['envoy.rate_limit', 'envoy.filters.http.ratelimit'],
]);

/** Today's name of a filter that is called by an old one. */
export function currentName(name: string): string | undefined {
  return CURRENT.get(name);
}
