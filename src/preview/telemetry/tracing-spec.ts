// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {ExtensionProvider} from '../settings/extension-provider.js';
import {meshConfig} from '../settings/mesh-config.js';
import type {CustomTag} from '../settings/proxy-config.js';
import {providerNames, type TelemetrySpec, telemetries} from './applicable.js';
import {type ListenerClass, modeMatches} from './listener-class.js';
import {providerNamed} from './providers.js';

type Tracing = NonNullable<TelemetrySpec['tracing']>[number];

/** What Telemetries and the mesh's default provider say of spans. */
export interface TracingSpec {
  /** Undefined where none is named or the named one is unknown: no spans then. */
  provider: ExtensionProvider | undefined;
  disabled: boolean;
  /** Percentage. */
  sampling: number | undefined;
  customTags: Readonly<Record<string, CustomTag>> | undefined;
  requestIdDecides: boolean;
  istioTags: boolean;
  withoutContextPropagation: boolean;
}

/**
 * Returns the tracing of listeners of a class, later parts of Telemetries over earlier ones. Undefined where neither
 * they nor default providers say anything (https://istio.io/latest/docs/reference/config/telemetry/#Tracing).
 */
export function tracingSpec(context: Context, listenerClass: ListenerClass): TracingSpec | undefined {
  const [defaultProvider] = meshConfig(context.mesh.settings).defaultProviders?.tracing ?? [];
  const parts = telemetries(context).flatMap(({tracing = []}) => tracing);
  if (parts.length === 0 && defaultProvider === undefined) return undefined;
  const base: TracingSpec = {
    provider: defaultProvider === undefined ? undefined : providerNamed(context.mesh, defaultProvider),
    disabled: false,
    sampling: undefined,
    customTags: undefined,
    requestIdDecides: true,
    istioTags: true,
    withoutContextPropagation: false,
  };
  return parts
    .filter(({match}) => modeMatches(match?.mode, listenerClass))
    .reduce((spec, part) => merged(context, spec, part), base);
}

function merged({mesh}: Context, spec: TracingSpec, part: Tracing): TracingSpec {
  const [name] = providerNames(part.providers);
  return {
    provider: name === undefined ? spec.provider : providerNamed(mesh, name),
    disabled: part.disableSpanReporting ?? spec.disabled,
    sampling: part.randomSamplingPercentage ?? spec.sampling,
    customTags: part.customTags ?? spec.customTags,
    requestIdDecides: part.useRequestIdForTraceSampling ?? spec.requestIdDecides,
    istioTags: part.enableIstioTags ?? spec.istioTags,
    withoutContextPropagation: part.disableContextPropagation ?? spec.withoutContextPropagation,
  };
}
