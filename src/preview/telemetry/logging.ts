// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import {meshConfig} from '../settings/mesh-config.js';
import {providerNames, type TelemetrySpec, telemetries} from './applicable.js';
import {type ListenerClass, modeMatches} from './listener-class.js';

type AccessLogging = NonNullable<TelemetrySpec['accessLogging']>[number];

/** What is logged by one provider. */
export interface Logging {
  disabled?: boolean;
  /** CEL expression. */
  filter?: string;
}

/**
 * Returns what each provider logs for listeners of a class. The innermost Telemetry that names providers decides which
 * ones are in scope; inside it and outside of it parts without providers go on with those of the part before
 * (https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging).
 */
export function mergedLogging(context: Context, listenerClass: ListenerClass): ReadonlyMap<string, Logging> {
  const defaults = meshConfig(context.mesh.settings).defaultProviders?.accessLogging ?? [];
  const layers = telemetries(context).flatMap(({accessLogging = []}) => (accessLogging.length ? [accessLogging] : []));
  if (layers.length === 0) return new Map(defaults.map((name) => [name, {}]));
  const inScope = providersInScope(layers, listenerClass) ?? new Set(defaults);
  const filters = namedFilters(layers, listenerClass);
  const merged = new Map<string, Logging>();
  let names: readonly string[] = defaults;
  for (const part of layers.flat()) {
    const own = providerNames(part.providers);
    names = own.length > 0 ? own : names;
    if (!isFor(part, listenerClass)) continue;
    for (const name of names.filter((candidate) => inScope.has(candidate)))
      merged.set(name, part.disabled ? {disabled: true} : (filters.get(name) ?? {}));
  }
  return merged;
}

function isFor({match}: AccessLogging, listenerClass: ListenerClass): boolean {
  return modeMatches(match?.mode, listenerClass);
}

function providersInScope(
  layers: readonly (readonly AccessLogging[])[],
  listenerClass: ListenerClass,
): ReadonlySet<string> | undefined {
  const named = layers.map((parts) =>
    parts.filter((part) => isFor(part, listenerClass)).flatMap(({providers}) => providerNames(providers)),
  );
  const last = named.findLast((names) => names.length > 0);
  return last && new Set(last);
}

/** A filter counts for the providers that stand beside it. */
function namedFilters(
  layers: readonly (readonly AccessLogging[])[],
  listenerClass: ListenerClass,
): ReadonlyMap<string, Logging> {
  const parts = layers.flat().filter((part) => isFor(part, listenerClass));
  return new Map(
    parts.flatMap(({providers, filter}) =>
      providerNames(providers).map((name): [string, Logging] => [
        name,
        filter ? {filter: filter.expression ?? ''} : {},
      ]),
    ),
  );
}
