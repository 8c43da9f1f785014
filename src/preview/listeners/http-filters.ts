// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Protocol} from '../model/service.js';
import {jwtFilters} from '../security/authentication/jwt.js';
import {customFilters} from '../security/authorization/custom.js';
import {authorizationFilters} from '../security/authorization/filters.js';
import type {ListenerClass} from '../telemetry/listener-class.js';
import {httpMetadataExchange} from '../telemetry/metadata-exchange.js';
import {statsFilters} from '../telemetry/stats-filter.js';
import {proxyHeaders} from './proxy-headers.js';
import {reportExtensions} from './traffic-extensions.js';

const FILTERS = 'envoy.extensions.filters.http';

const GRPC_WEB = extension('envoy.filters.http.grpc_web', any(`${FILTERS}.grpc_web.v3.GrpcWeb`));
const GRPC_STATS = extension(
  'envoy.filters.http.grpc_stats',
  any(`${FILTERS}.grpc_stats.v3.FilterConfig`, {emit_filter_state: true, stats_for_all_methods: false}),
);
const FAULT = extension('envoy.filters.http.fault', any(`${FILTERS}.fault.v3.HTTPFault`));
const CORS = extension('envoy.filters.http.cors', any(`${FILTERS}.cors.v3.Cors`));

/** Protocols that a client offers in TLS, by the protocol of the request: the server's sidecar tells by them what comes. */
const ALPN = extension(
  'istio.alpn',
  any('istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig', {
    alpn_override: [
      {alpn_override: ['istio-http/1.0', 'istio', 'http/1.0']},
      {upstream_protocol: 'HTTP11', alpn_override: ['istio-http/1.1', 'istio', 'http/1.1']},
      {upstream_protocol: 'HTTP2', alpn_override: ['istio-h2', 'istio', 'h2']},
    ],
  }),
);

export interface HttpFilterOptions {
  protocol?: Protocol;
  /** Leaves the headers of metadata exchange out towards services outside of the mesh, where the mesh wants that. */
  maySkipHeaders?: boolean;
  /** Filters right before the last one, the router. */
  lastFilters?: readonly EnvoyMessage[];
}

/**
 * Returns the HTTP filters of a connection manager in their order
 * (package istio.io/istio/pilot/pkg/networking/core).
 */
export function httpFilters(
  context: Context,
  listenerClass: ListenerClass,
  {protocol, maySkipHeaders = false, lastFilters = []}: HttpFilterOptions = {},
): EnvoyMessage[] {
  reportExtensions(context);
  const {metadataExchangeHeaders, envoyDebugHeaders} = proxyHeaders(context);
  const skips = maySkipHeaders && metadataExchangeHeaders?.mode === 'IN_MESH';
  // Policies are enforced where requests come in.
  const secured = listenerClass !== 'outbound';
  return [
    httpMetadataExchange(listenerClass, skips),
    ...(secured
      ? [...customFilters(context, 'http'), ...jwtFilters(context), ...authorizationFilters(context, 'http')]
      : []),
    ...(protocol === 'GRPC-Web' ? [GRPC_WEB] : []),
    GRPC_STATS,
    ...(listenerClass === 'inbound' ? [] : [ALPN]),
    FAULT,
    CORS,
    ...statsFilters(context, listenerClass),
    ...lastFilters,
    routerFilter(envoyDebugHeaders?.disabled ?? false),
  ];
}

function routerFilter(withoutDebugHeaders: boolean): EnvoyMessage {
  const fields = withoutDebugHeaders ? {suppress_envoy_headers: true} : {};
  return extension('envoy.filters.http.router', any(`${FILTERS}.router.v3.Router`, fields));
}
