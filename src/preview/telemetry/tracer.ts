// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {ExtensionProvider, ZipkinProvider} from '../settings/extension-provider.js';
import {type ProviderCluster, providerCluster} from '../settings/provider-cluster.js';
import {durationText} from '../values/duration.js';
import {headersToAdd, openTelemetryTracer} from './open-telemetry-tracer.js';
import {spanService} from './span-service.js';

/** How spans are sent. */
export interface TracerConfig {
  /** Of the connection manager's `tracing`. */
  fields: EnvoyMessage;
  /** The tracer decides itself which requests are traced. */
  hasSampler: boolean;
}

interface Tracer {
  name: string;
  config: EnvoyMessage;
  maxTagLength?: number;
  spawnsSpan?: boolean;
  hasSampler?: boolean;
}

/**
 * Returns the tracing of a provider: https://istio.io/latest/docs/tasks/observability/distributed-tracing/. Undefined where
 * the provider keeps no traces or its service is unknown.
 */
export function tracerConfig(context: Context, provider: ExtensionProvider): TracerConfig | undefined {
  const tracer = tracerOf(context, provider);
  if (!tracer) return undefined;
  // Gateways, and every proxy that reports to SkyWalking, begin a span of their own towards the next hop.
  const spawns = tracer.spawnsSpan || context.proxy.type === 'router';
  return {
    hasSampler: tracer.hasSampler ?? false,
    fields: {
      ...(spawns && {spawn_upstream_span: true}),
      provider: extension(tracer.name, tracer.config),
      ...(tracer.maxTagLength && {max_path_tag_length: tracer.maxTagLength}),
    },
  };
}

function tracerOf(context: Context, provider: ExtensionProvider): Tracer | undefined {
  const {zipkin, datadog, skywalking, opentelemetry} = provider;
  const address = zipkin ?? datadog ?? skywalking ?? opentelemetry;
  const target = address && providerCluster(context.mesh, address.service, address.port);
  if (!target) return undefined;
  if (zipkin) return {name: 'envoy.tracers.zipkin', config: zipkinConfig(zipkin, target), ...lengthOf(zipkin)};
  if (datadog) return {name: 'envoy.tracers.datadog', config: datadogConfig(context, target), ...lengthOf(datadog)};
  if (skywalking) return {name: 'envoy.tracers.skywalking', config: skywalkingConfig(target), spawnsSpan: true};
  return opentelemetry && openTelemetryTracer(context, opentelemetry, target);
}

function lengthOf({maxTagLength}: {maxTagLength?: number}): {maxTagLength?: number} {
  return maxTagLength ? {maxTagLength} : {};
}

function zipkinConfig(provider: ZipkinProvider, {hostname, cluster}: ProviderCluster): EnvoyMessage {
  const {path = '/api/v2/spans', headers = [], traceContextOption} = provider;
  return any('envoy.config.trace.v3.ZipkinConfig', {
    collector_endpoint_version: 'HTTP_JSON',
    ...plain({trace_id_128bit: !provider.enable64bitTraceId}),
    shared_span_context: false,
    collector_service: {
      http_uri: {
        uri: `http://${hostname}${path || '/api/v2/spans'}`,
        cluster,
        timeout: durationText(provider.timeout ?? '5s'),
      },
      ...(headers.length > 0 && {request_headers_to_add: headersToAdd(headers)}),
    },
    ...(traceContextOption === 'USE_B3_WITH_W3C_PROPAGATION' && {trace_context_option: traceContextOption}),
  });
}

function datadogConfig(context: Context, {hostname, cluster}: ProviderCluster): EnvoyMessage {
  return any('envoy.config.trace.v3.DatadogConfig', {
    collector_cluster: cluster,
    ...plain({service_name: spanService(context)}),
    collector_hostname: hostname,
  });
}

function skywalkingConfig({hostname, cluster}: ProviderCluster): EnvoyMessage {
  const service = {envoy_grpc: {cluster_name: cluster, authority: hostname}};
  return any('envoy.config.trace.v3.SkyWalkingConfig', {grpc_service: service});
}
