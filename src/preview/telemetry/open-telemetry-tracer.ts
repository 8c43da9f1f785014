// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {DynatraceSampler, HttpHeader, HttpService, OpenTelemetryProvider} from '../settings/extension-provider.js';
import {type ProviderCluster, providerCluster} from '../settings/provider-cluster.js';
import {optionalDuration} from '../values/duration.js';
import {conventionalService, spanService} from './span-service.js';

const DETECTORS = 'envoy.tracers.opentelemetry.resource_detectors';
const DETECTOR_TYPES = 'envoy.extensions.tracers.opentelemetry.resource_detectors.v3';
const CONVENTIONS = 'OTEL_SEMANTIC_CONVENTIONS';

interface OpenTelemetryTracer {
  name: string;
  config: EnvoyMessage;
  maxTagLength: number;
  hasSampler: boolean;
}

/**
 * Returns the tracer of OpenTelemetry: https://istio.io/latest/docs/tasks/observability/distributed-tracing/opentelemetry/.
 * Undefined where its sampler has no service to ask.
 */
export function openTelemetryTracer(
  context: Context,
  provider: OpenTelemetryProvider,
  target: ProviderCluster,
): OpenTelemetryTracer | undefined {
  const {serviceAttributeEnrichment, http, dynatraceSampler, maxTagLength = 0} = provider;
  const sampler = dynatraceSampler && samplerConfig(context, dynatraceSampler, http, target);
  if (dynatraceSampler && !sampler) return undefined;
  const name = serviceAttributeEnrichment === CONVENTIONS ? conventionalService(context) : spanService(context);
  const detectors = resourceDetectors(provider);
  const config = any('envoy.config.trace.v3.OpenTelemetryConfig', {
    ...plain({service_name: name}),
    ...(http
      ? {http_service: httpService(http, target, http.path ?? '')}
      : {grpc_service: grpcService(provider, target)}),
    ...(detectors.length > 0 && {resource_detectors: detectors}),
    ...(sampler && {sampler}),
  });
  return {name: 'envoy.tracers.opentelemetry', config, maxTagLength, hasSampler: sampler !== undefined};
}

function grpcService({grpc}: OpenTelemetryProvider, {hostname, cluster}: ProviderCluster): EnvoyMessage {
  const metadata = (grpc?.initialMetadata ?? []).map((header) => plain({key: header.name, value: headerValue(header)}));
  return {
    envoy_grpc: {cluster_name: cluster, authority: hostname},
    ...plain({timeout: optionalDuration(grpc?.timeout), initial_metadata: metadata}),
  };
}

function httpService(service: HttpService, target: ProviderCluster, path: string): EnvoyMessage {
  return {
    http_uri: {
      uri: joinPath(target.hostname, path),
      cluster: target.cluster,
      ...plain({timeout: optionalDuration(service.timeout)}),
    },
    ...plain({request_headers_to_add: headersToAdd(service.headers ?? [])}),
  };
}

/** One slash between both. */
function joinPath(hostname: string, path: string): string {
  return path ? `${hostname}/${path.replace(/^\/+/, '')}` : hostname;
}

/** Returns headers as Envoy adds them: over those that are there. */
export function headersToAdd(headers: readonly HttpHeader[]): EnvoyMessage[] {
  return headers.map((header) => ({
    header: plain({key: header.name, value: headerValue(header)}),
    append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
  }));
}

/** A value from the environment is that of the control plane, empty here. */
function headerValue({value = ''}: HttpHeader): string {
  return value;
}

function resourceDetectors({
  resourceDetectors: wanted,
  serviceAttributeEnrichment,
}: OpenTelemetryProvider): EnvoyMessage[] {
  const environment = extension(`${DETECTORS}.environment`, any(`${DETECTOR_TYPES}.EnvironmentResourceDetectorConfig`));
  const dynatrace = extension(`${DETECTORS}.dynatrace`, any(`${DETECTOR_TYPES}.DynatraceResourceDetectorConfig`));
  const own = [...(wanted?.environment ? [environment] : []), ...(wanted?.dynatrace ? [dynatrace] : [])];
  return serviceAttributeEnrichment === CONVENTIONS && !wanted?.environment ? [...own, environment] : own;
}

function samplerConfig(
  {mesh}: Context,
  sampler: DynatraceSampler,
  ownHttp: HttpService | undefined,
  ownTarget: ProviderCluster,
): EnvoyMessage | undefined {
  const {tenant, clusterId, rootSpansPerMinute, httpService: api} = sampler;
  const target = api ? providerCluster(mesh, api.service, api.port) : ownTarget;
  const http = api ? (api.http ?? {}) : ownHttp;
  if (!target || !http) return undefined;
  const path = api ? (http.path ?? '') : 'api/v2/samplingConfiguration';
  return extension(
    'envoy.tracers.opentelemetry.samplers.dynatrace',
    any('envoy.extensions.tracers.opentelemetry.samplers.v3.DynatraceSamplerConfig', {
      ...plain({tenant, cluster_id: clusterId, root_spans_per_minute: rootSpansPerMinute}),
      http_service: httpService(http, target, path),
    }),
  );
}
