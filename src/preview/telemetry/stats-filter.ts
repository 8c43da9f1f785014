// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {oncePerContext} from '../once.js';
import {optionalDuration} from '../values/duration.js';
import type {ListenerClass} from './listener-class.js';
import {type MetricChange, mergedMetrics, type ProviderMetrics} from './metrics.js';
import {providerNamed} from './providers.js';

/** Returns the filters that count requests or connections, the same for HTTP and TCP: one for each provider of Prometheus. */
export const statsFilters: (context: Context, listenerClass: ListenerClass) => readonly EnvoyMessage[] = oncePerContext<
  ListenerClass,
  readonly EnvoyMessage[]
>((context, listenerClass) =>
  mergedMetrics(context, listenerClass)
    .filter(({provider, disabled}) => !disabled && providerNamed(context.mesh, provider)?.prometheus)
    .map((metrics) => statsFilter(metrics, listenerClass)),
);

function statsFilter({reportingInterval, changes}: ProviderMetrics, listenerClass: ListenerClass): EnvoyMessage {
  return extension(
    'istio.stats',
    any(
      'stats.PluginConfig',
      plain({
        disable_host_header_fallback: listenerClass !== 'outbound',
        tcp_reporting_duration: optionalDuration(reportingInterval),
        metrics: changes.map(metricConfig),
      }),
    ),
  );
}

function metricConfig({name, disabled, tags}: MetricChange): EnvoyMessage {
  const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
  const dimensions = sorted.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value] as const]));
  const removed = sorted.flatMap(([tag, value]) => (value === undefined ? [tag] : []));
  return {
    ...(dimensions.length > 0 && {dimensions: Object.fromEntries(dimensions)}),
    ...plain({name, tags_to_remove: removed, drop: disabled}),
  };
}
