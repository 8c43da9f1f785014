// SPDX-License-Identifier: Apache-2.0

import {any} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import {durationText} from '../../values/duration.js';
import {hundredths, millionths} from './percent.js';
import type {HttpRoute} from './spec.js';

type Fault = NonNullable<HttpRoute['fault']>;

/** Codes of gRPC by name (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
const GRPC_STATUS = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/**
 * Returns the settings of Envoy's fault filter for a route. A delay without a percentage holds for the deprecated
 * `percent`, an abort without one for Envoy's default
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection).
 */
export function faultFilter({delay, abort}: Fault): EnvoyMessage {
  return any('envoy.extensions.filters.http.fault.v3.HTTPFault', {
    delay: delay && delayed(delay),
    abort: abort && aborted(abort),
  });
}

function delayed({fixedDelay, percentage, percent}: NonNullable<Fault['delay']>): EnvoyMessage | undefined {
  if (fixedDelay === undefined) return undefined;
  return {
    fixed_delay: durationText(fixedDelay),
    percentage: percentage ? millionths(percentage) : hundredths(percent ?? 0),
  };
}

function aborted({percentage, httpStatus, grpcStatus}: NonNullable<Fault['abort']>): EnvoyMessage | undefined {
  const share = percentage && millionths(percentage);
  if (httpStatus !== undefined) return {http_status: httpStatus, percentage: share};
  if (grpcStatus === undefined) return undefined;
  return {grpc_status: Math.max(0, GRPC_STATUS.indexOf(grpcStatus)), percentage: share};
}
