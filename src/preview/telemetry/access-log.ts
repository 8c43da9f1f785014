// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {oncePerContext} from '../once.js';
import {meshConfig} from '../settings/mesh-config.js';
import {accessLogService, HTTP_GRPC, meshFileLog, providerLog, TCP_GRPC} from './access-log-sink.js';
import type {ListenerClass} from './listener-class.js';
import {mergedLogging} from './logging.js';
import {providerNamed} from './providers.js';

/** Where a log is kept: for requests, for TCP connections, or for connections that no filter chain takes. */
export type LogPlace = 'http' | 'tcp' | 'listener';

/** Connections that no filter chain takes: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
const NO_ROUTE: EnvoyMessage = {response_flag_filter: {flags: ['NR']}};

/** Returns the field `access_log` of a connection manager, TCP proxy or listener; no field where nothing is logged. */
export function accessLog(context: Context, listenerClass: ListenerClass, place: LogPlace): EnvoyMessage {
  return computed(context, listenerClass)[place];
}

const computed = oncePerContext((context, listenerClass: ListenerClass): Readonly<Record<LogPlace, EnvoyMessage>> => {
  const field = (place: LogPlace): EnvoyMessage => {
    const logs = accessLogs(context, listenerClass, place);
    return logs.length > 0 ? {access_log: logs} : {};
  };
  return {http: field('http'), tcp: field('tcp'), listener: field('listener')};
});

function accessLogs(context: Context, listenerClass: ListenerClass, place: LogPlace): EnvoyMessage[] {
  const config = meshConfig(context.mesh.settings);
  if (place === 'listener' && config.disableEnvoyListenerLog) return [];
  const own = place === 'listener' ? [NO_ROUTE] : [];
  const found = providerLogs(context, listenerClass);
  if (found.length > 0)
    return found.flatMap(({log, disabled, filter}) =>
      disabled ? [] : [{...log, ...joined([...own, ...(filter === undefined ? [] : [celFilter(filter)])])}],
    );
  const logs = config.accessLogFile ? [meshFileLog(config, config.accessLogFile)] : [];
  if (config.enableEnvoyAccessLogService) logs.push(serviceLog(place));
  return logs.map((log) => ({...log, ...joined(own)}));
}

interface ProviderLog {
  log: EnvoyMessage;
  disabled?: boolean;
  filter?: string;
}

/** Providers in the order of their names. */
function providerLogs(context: Context, listenerClass: ListenerClass): ProviderLog[] {
  const found = [...mergedLogging(context, listenerClass)].flatMap(([name, logging]) => {
    const provider = providerNamed(context.mesh, name);
    const log = provider && providerLog(context.mesh, provider);
    return log ? [{name: provider.name ?? '', log, ...logging}] : [];
  });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function serviceLog(place: LogPlace): EnvoyMessage {
  if (place === 'http') return accessLogService(HTTP_GRPC, 'http_envoy_accesslog');
  return accessLogService(TCP_GRPC, place === 'tcp' ? 'tcp_envoy_accesslog' : 'listener_envoy_accesslog');
}

function celFilter(expression: string): EnvoyMessage {
  const type = 'envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter';
  return {
    extension_filter: extension(
      'envoy.access_loggers.extension_filters.cel',
      any(type, {...(expression && {expression})}),
    ),
  };
}

function joined(filters: readonly EnvoyMessage[]): EnvoyMessage {
  const [first] = filters;
  if (!first) return {};
  return {filter: filters.length === 1 ? first : {and_filter: {filters}}};
}
