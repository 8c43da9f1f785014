// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Protocol} from '../model/service.js';
import {oncePerContext} from '../once.js';
import {meshConfig} from '../settings/mesh-config.js';
import {accessLog} from '../telemetry/access-log.js';
import type {ListenerClass} from '../telemetry/listener-class.js';
import {tracing} from '../telemetry/tracing.js';
import {httpFilters} from './http-filters.js';
import {headerCase, headerFields} from './proxy-headers.js';

export interface ConnectionManagerOptions {
  listenerClass: ListenerClass;
  statPrefix: string;
  /** The name of a route configuration that istiod sends apart, or the configuration itself. */
  routes: string | EnvoyMessage;
  /** Of the port: gRPC-Web needs a filter of its own. */
  protocol?: Protocol;
  /** The connection's address is the client's, as at gateways. */
  useRemoteAddress?: boolean;
  /** As of HttpFilterOptions. */
  maySkipHeaders?: boolean;
  /** As of HttpFilterOptions. */
  lastFilters?: readonly EnvoyMessage[];
  /** The listener takes HTTP/3 alone. */
  http3?: boolean;
  /** Options of HTTP/1.1, where the listener sets some (also none of them: `{}`). */
  http1?: EnvoyMessage;
  /** Further fields, over those that all connection managers have. */
  fields?: EnvoyMessage;
}

/** Returns the network filter that takes HTTP: the connection manager that listeners of all classes share. */
export function connectionManager(context: Context, options: ConnectionManagerOptions): EnvoyMessage {
  const {listenerClass, useRemoteAddress = false, fields = {}} = options;
  const type = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  return extension(
    'envoy.filters.network.http_connection_manager',
    any(type, {
      ...(options.http3 && {codec_type: 'HTTP3', http3_protocol_options: {}}),
      ...plain({stat_prefix: options.statPrefix}),
      ...routeFields(options.routes),
      http_filters: httpFilters(context, listenerClass, options),
      ...http1Fields(context, options.http1),
      ...sameForAll(context, listenerClass),
      use_remote_address: useRemoteAddress,
      ...fields,
    }),
  );
}

/** The fields that all connection managers of a proxy's listeners of one class have. */
const sameForAll = oncePerContext<ListenerClass, EnvoyMessage>((context, listenerClass) => ({
  ...headerFields(context, listenerClass),
  ...normalization(context),
  ...accessLog(context, listenerClass, 'http'),
  ...tracing(context, listenerClass),
  upgrade_configs: [{upgrade_type: 'websocket'}],
  stream_idle_timeout: '0s',
  proxy_100_continue: true,
}));

function routeFields(routes: string | EnvoyMessage): EnvoyMessage {
  if (typeof routes !== 'string') return {route_config: routes};
  const source = {ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3'};
  return {rds: {config_source: source, route_config_name: routes}};
}

function http1Fields(context: Context, options: EnvoyMessage | undefined): EnvoyMessage {
  const kept = headerCase(context);
  if (!options && Object.keys(kept).length === 0) return {};
  return {http_protocol_options: {...options, ...kept}};
}

/** How paths are cleaned: https://istio.io/latest/docs/ops/best-practices/security/#customize-your-system-on-path-normalization */
function normalization({mesh}: Context): EnvoyMessage {
  const {normalization = 'DEFAULT'} = meshConfig(mesh.settings).pathNormalization ?? {};
  const decodes = normalization === 'DECODE_AND_MERGE_SLASHES';
  return {
    normalize_path: normalization !== 'NONE',
    ...plain({merge_slashes: decodes || normalization === 'MERGE_SLASHES'}),
    path_with_escaped_slashes_action: decodes ? 'UNESCAPE_AND_FORWARD' : 'KEEP_UNCHANGED',
  };
}
