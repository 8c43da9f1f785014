// SPDX-License-Identifier: Apache-2.0
import {any, plain} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {Mesh} from '../../model/mesh.js';
import type {
  ExtAuthzBody,
  ExtAuthzGrpcProvider,
  ExtAuthzHttpProvider,
  ExtensionProvider,
} from '../../settings/extension-provider.js';
import {type ProviderCluster, providerCluster} from '../../settings/provider-cluster.js';
import {durationText} from '../../values/duration.js';
import type {Layer} from './condition.js';
import {HTTP_STATUSES} from './http-statuses.js';

const DEFAULT_TIMEOUT = '600s';

/** What the names of providers may be. */
const NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Returns the configuration of the filter that asks a provider: https://istio.io/latest/docs/tasks/security/authorization/authz-custom/.
 * Undefined where the layer has none, as connections have none of a provider that speaks HTTP.
 *
 * @param enabled - the metadata by which a request is known to be for the provider
 */
export function extAuthzConfig(
  mesh: Mesh,
  {envoyExtAuthzHttp: http, envoyExtAuthzGrpc: grpc}: ExtensionProvider,
  layer: Layer,
  enabled: EnvoyMessage,
): EnvoyMessage | undefined {
  const provider = http ?? grpc;
  const target = provider && providerCluster(mesh, provider.service, provider.port);
  if (!provider || !target) return undefined;
  if (layer === 'tcp') return grpc && networkConfig(grpc, target, enabled);
  const allowed = http && headerList(http.includeRequestHeadersInCheck);
  return any('envoy.extensions.filters.http.ext_authz.v3.ExtAuthz', {
    ...(http ? {http_service: httpService(http, target)} : {grpc_service: grpcService(provider, target)}),
    ...(provider.failOpen && {failure_mode_allow: true}),
    transport_api_version: 'V3',
    filter_enabled_metadata: enabled,
    ...(provider.statusOnError && {status_on_error: status(provider.statusOnError)}),
    ...(provider.includeRequestBodyInCheck && {with_request_body: bodySettings(provider.includeRequestBodyInCheck)}),
    ...(http && plain({allowed_headers: allowed ?? headerList(http.includeHeadersInCheck)})),
  });
}

/** Returns whether istiod refuses a provider: then requests for it are denied. */
export function isInvalidProvider(mesh: Mesh, provider: ExtensionProvider): boolean {
  const {name = '', envoyExtAuthzHttp: http, envoyExtAuthzGrpc: grpc} = provider;
  const config = http ?? grpc;
  if (!config || !NAME.test(name) || !providerCluster(mesh, config.service, config.port)) return true;
  const {port = 0, statusOnError} = config;
  if (port < 1 || port > 65_535 || (statusOnError && !isKnownStatus(statusOnError))) return true;
  return http !== undefined && (!isAbsolute(http.pathPrefix) || hasBareWildcard(http));
}

function isAbsolute(path = ''): boolean {
  return path === '' || path.startsWith('/');
}

function isKnownStatus(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && HTTP_STATUSES.has(Number(text));
}

function hasBareWildcard(http: ExtAuthzHttpProvider): boolean {
  const lists = [
    http.includeRequestHeadersInCheck,
    http.includeHeadersInCheck,
    http.headersToDownstreamOnDeny,
    http.headersToDownstreamOnAllow,
    http.headersToUpstreamOnAllow,
  ];
  return lists.some((list) => list?.includes('*'));
}

/** The code by its name in Envoy's enum. */
function status(code: string): EnvoyMessage {
  return Number(code) === 0 ? {} : {code: HTTP_STATUSES.get(Number(code))};
}

function httpService(http: ExtAuthzHttpProvider, {hostname, cluster}: ProviderCluster): EnvoyMessage {
  const added = Object.entries(http.includeAdditionalHeadersInCheck ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const response = plain({
    allowed_upstream_headers: headerList(http.headersToUpstreamOnAllow),
    allowed_client_headers: headerList(http.headersToDownstreamOnDeny),
    allowed_client_headers_on_success: headerList(http.headersToDownstreamOnAllow),
  });
  return {
    server_uri: {uri: `http://${hostname}`, cluster, timeout: durationText(http.timeout ?? DEFAULT_TIMEOUT)},
    ...plain({path_prefix: http.pathPrefix}),
    ...(added.length > 0 && {
      authorization_request: {headers_to_add: added.map(([key, value]) => plain({key, value}))},
    }),
    ...(Object.keys(response).length > 0 && {authorization_response: response}),
  };
}

function grpcService({timeout}: ExtAuthzGrpcProvider, {hostname, cluster}: ProviderCluster): EnvoyMessage {
  return {envoy_grpc: {cluster_name: cluster, authority: hostname}, timeout: durationText(timeout ?? DEFAULT_TIMEOUT)};
}

function networkConfig(grpc: ExtAuthzGrpcProvider, target: ProviderCluster, enabled: EnvoyMessage): EnvoyMessage {
  return any('envoy.extensions.filters.network.ext_authz.v3.ExtAuthz', {
    stat_prefix: 'tcp.',
    grpc_service: grpcService(grpc, target),
    ...(grpc.failOpen && {failure_mode_allow: true}),
    transport_api_version: 'V3',
    filter_enabled_metadata: enabled,
  });
}

function bodySettings({maxRequestBytes, allowPartialMessage, packAsBytes}: ExtAuthzBody): EnvoyMessage {
  return plain({
    max_request_bytes: maxRequestBytes,
    allow_partial_message: allowPartialMessage,
    pack_as_bytes: packAsBytes,
  });
}

/** `*` at the start or end stands for anything. */
function headerList(headers: readonly string[] = []): EnvoyMessage | undefined {
  if (headers.length === 0) return undefined;
  return {patterns: headers.map((header) => ({...headerPattern(header), ignore_case: true}))};
}

function headerPattern(header: string): EnvoyMessage {
  if (header.startsWith('*')) return {suffix: header.slice(1)};
  return header.endsWith('*') ? {prefix: header.slice(0, -1)} : {exact: header};
}
