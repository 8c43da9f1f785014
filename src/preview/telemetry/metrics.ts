// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import {meshConfig} from '../settings/mesh-config.js';
import {providerNames, type TelemetrySpec, telemetries} from './applicable.js';
import {type ListenerClass, modeMatches} from './listener-class.js';

type Metrics = NonNullable<TelemetrySpec['metrics']>[number];
type Override = NonNullable<Metrics['overrides']>[number];

/** The names that metrics of Istio have in Prometheus: https://istio.io/latest/docs/reference/config/metrics/ */
const PROMETHEUS_NAMES = new Map([
  ['GRPC_REQUEST_MESSAGES', 'request_messages_total'],
  ['GRPC_RESPONSE_MESSAGES', 'response_messages_total'],
  ['REQUEST_COUNT', 'requests_total'],
  ['REQUEST_DURATION', 'request_duration_milliseconds'],
  ['REQUEST_SIZE', 'request_bytes'],
  ['RESPONSE_SIZE', 'response_bytes'],
  ['TCP_CLOSED_CONNECTIONS', 'tcp_connections_closed_total'],
  ['TCP_OPENED_CONNECTIONS', 'tcp_connections_opened_total'],
  ['TCP_RECEIVED_BYTES', 'tcp_received_bytes_total'],
  ['TCP_SENT_BYTES', 'tcp_sent_bytes_total'],
]);

const ALL = 'ALL_METRICS';

/** A change of one metric. */
export interface MetricChange {
  /** As Prometheus has it. */
  name: string;
  disabled: boolean;
  /** Tags by name; undefined where a tag is removed. */
  tags: ReadonlyMap<string, string | undefined>;
}

/** What one provider is told. */
export interface ProviderMetrics {
  provider: string;
  disabled: boolean;
  reportingInterval: string | undefined;
  /** Ordered by Istio's name of the metric. */
  changes: readonly MetricChange[];
}

interface Merging {
  disabled: boolean;
  reportingInterval?: string;
  changes: Map<string, {disabled: boolean; tags: Map<string, string | undefined>}>;
}

/**
 * Returns what each provider of metrics is told of listeners of a class, ordered by name. The innermost Telemetry part
 * that names providers decides which ones are in scope, later overrides change earlier ones
 * (https://istio.io/latest/docs/reference/config/telemetry/#Metrics).
 */
export function mergedMetrics(context: Context, listenerClass: ListenerClass): ProviderMetrics[] {
  const defaults = meshConfig(context.mesh.settings).defaultProviders?.metrics ?? [];
  const parts = telemetries(context).flatMap(({metrics = []}) => metrics);
  const merged = parts.length === 0 ? new Map(defaults.map(unchanged)) : mergeParts(parts, defaults, listenerClass);
  return [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([provider, {disabled, reportingInterval, changes}]) => ({
      provider,
      disabled,
      reportingInterval,
      changes: [...changes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, change]) => ({name: PROMETHEUS_NAMES.get(name) ?? name, ...change})),
    }));
}

function unchanged(provider: string): [string, Merging] {
  return [provider, {disabled: false, changes: new Map()}];
}

function mergeParts(
  parts: readonly Metrics[],
  defaults: readonly string[],
  listenerClass: ListenerClass,
): Map<string, Merging> {
  const named = parts.map(({providers}) => providerNames(providers));
  const inScope = new Set(named.findLast((names) => names.length > 0) ?? defaults);
  const merged = new Map<string, Merging>();
  let names: readonly string[] = defaults;
  for (const [index, part] of parts.entries()) {
    const own = named[index] ?? [];
    names = own.length > 0 ? own : names;
    for (const name of names.filter((candidate) => inScope.has(candidate))) {
      const provider = merged.get(name) ?? unchanged(name)[1];
      merged.set(name, provider);
      if (part.reportingInterval !== undefined) provider.reportingInterval = part.reportingInterval;
      for (const override of part.overrides ?? [])
        if (modeMatches(override.match?.mode, listenerClass)) change(provider, override);
    }
  }
  return merged;
}

function change(provider: Merging, {match, disabled, tagOverrides = {}}: Override): void {
  const {metric = ALL, customMetric} = match ?? {};
  const all = customMetric === undefined && metric === ALL;
  if (all && disabled) {
    provider.disabled = true;
    return;
  }
  provider.disabled = false;
  for (const name of all ? PROMETHEUS_NAMES.keys() : [customMetric ?? metric]) {
    const known = provider.changes.get(name) ?? {disabled: false, tags: new Map<string, string | undefined>()};
    provider.changes.set(name, known);
    known.disabled = disabled ?? known.disabled;
    for (const [tag, {operation, value}] of Object.entries(tagOverrides))
      known.tags.set(tag, operation === 'REMOVE' ? undefined : (value ?? ''));
  }
}
