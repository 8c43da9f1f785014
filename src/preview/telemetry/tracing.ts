// SPDX-License-Identifier: Apache-2.0
import {any} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {oncePerContext} from '../once.js';
import {proxyConfig} from '../settings/effective-proxy-config.js';
import {meshConfig} from '../settings/mesh-config.js';
import type {ProxyConfig} from '../settings/proxy-config.js';
import {customTags, istioTags} from './custom-tags.js';
import type {ListenerClass} from './listener-class.js';
import {type TracerConfig, tracerConfig} from './tracer.js';
import {type TracingSpec, tracingSpec} from './tracing-spec.js';

/** The percentage of requests that istiod's defaults trace. */
const DEFAULT_SAMPLING = 1;

/** Returns the fields `tracing` and `request_id_extension` of a connection manager. */
export const tracing: (context: Context, listenerClass: ListenerClass) => EnvoyMessage = oncePerContext<
  ListenerClass,
  EnvoyMessage
>((context, listenerClass) => {
  const spec = tracingSpec(context, listenerClass);
  if (spec) return fromSpec(context, spec);
  const own = proxyConfig(context);
  return {
    ...requestId(true),
    ...(meshConfig(context.mesh.settings).enableTracing && {
      tracing: {...sampled(proxySampling(own)), ...tags(context, own.tracing?.enableIstioTags ?? true)},
    }),
  };
});

function fromSpec(context: Context, spec: TracingSpec): EnvoyMessage {
  const tracer = spec.disabled || !spec.provider ? undefined : tracerConfig(context, spec.provider);
  if (!tracer) return requestId(true);
  const sampling = tracer.hasSampler ? 100 : (spec.sampling ?? proxySampling(proxyConfig(context)));
  return {
    ...requestId(spec.requestIdDecides),
    tracing: {
      ...tracer.fields,
      ...sampled(sampling),
      ...tags(context, spec.istioTags, spec, tracer),
      ...(spec.withoutContextPropagation && {no_context_propagation: true}),
    },
  };
}

function requestId(decides: boolean): EnvoyMessage {
  const type = 'envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig';
  return {request_id_extension: {typed_config: any(type, {use_request_id_for_trace_sampling: decides})}};
}

function sampled(percentage: number): EnvoyMessage {
  return {
    client_sampling: {value: 100},
    random_sampling: percentage === 0 ? {} : {value: percentage},
    overall_sampling: {value: 100},
  };
}

/** A share beyond 100 percent counts as 1. */
function proxySampling({tracing}: ProxyConfig): number {
  const sampling = tracing?.sampling || DEFAULT_SAMPLING;
  return sampling > 100 ? 1 : sampling;
}

/** Tags of a Telemetry take the place of those of the proxy's configuration. */
function tags(context: Context, withIstioTags: boolean, spec?: TracingSpec, tracer?: TracerConfig): EnvoyMessage {
  const {mesh, proxy} = context;
  const config = proxyConfig(context).tracing;
  const own = Object.keys(spec?.customTags ?? {}).length > 0 ? spec?.customTags : config?.customTags;
  const all = [...(withIstioTags ? istioTags(proxy, mesh.settings.trustDomain) : []), ...customTags(own)];
  const sorted = all.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const pathLength = tracer?.fields['max_path_tag_length'] ?? config?.maxPathTagLength;
  return {
    ...(sorted.length > 0 && {custom_tags: sorted}),
    ...(pathLength && {max_path_tag_length: pathLength}),
  };
}
