// SPDX-License-Identifier: Apache-2.0

import type {HttpRoute} from '../../../api/istio-types.js';
import {goFloat, goQuote} from '../../model/go-format.js';
import {duration, isWholeSeconds} from '../checks/duration.js';
import {stringMatch} from '../checks/regex.js';
import {error, type Problems, warning} from '../problem.js';
import {headerName} from './http-match.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']);

export function* corsPolicy(policy: HttpRoute['corsPolicy']): Problems {
  if (!policy) return;
  for (const origin of policy.allowOrigins ?? []) {
    if (!origin.exact && !origin.prefix && !origin.regex)
      yield error("'' is not a valid match type for CORS allow origins");
    else yield* stringMatch(origin, 'corsPolicy.allowOrigins');
  }
  for (const method of policy.allowMethods ?? []) {
    if (!METHODS.has(method)) yield error(`${goQuote(method)} is not a supported HTTP method`);
  }
  for (const name of [...(policy.allowHeaders ?? []), ...(policy.exposeHeaders ?? [])]) {
    if (name !== '*') yield* headerName(name);
  }
  yield* duration(policy.maxAge);
  if (policy.maxAge !== undefined && !isWholeSeconds(policy.maxAge)) {
    yield error('max_age duration is accurate only to seconds precision');
  }
}

const GRPC_STATUS = new Set(
  (
    'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED ' +
    'RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS ' +
    'UNAUTHENTICATED'
  ).split(' '),
);
const GRPC_DOC = 'https://github.com/grpc/grpc/blob/master/doc/statuscodes.md';

export function* fault(injection: HttpRoute['fault']): Problems {
  if (!injection) return;
  const {abort, delay} = injection;
  if (!abort && !delay) yield error('HTTP fault injection must have an abort and/or a delay');
  if (abort) {
    yield* percentage(abort.percentage);
    if (abort.grpcStatus !== undefined && !GRPC_STATUS.has(abort.grpcStatus)) {
      const see = `See ${GRPC_DOC} for a list of supported codes, for example 'NOT_FOUND'`;
      yield error(`gRPC status ${goQuote(abort.grpcStatus)} is not supported. ${see}`);
    }
    if (abort.http2Error !== undefined) yield error('HTTP/2 abort fault injection not supported yet');
    if (abort.httpStatus !== undefined) yield* httpStatus(abort.httpStatus);
  }
  if (delay) {
    yield* percentage(delay.percentage);
    yield* duration(delay.fixedDelay);
    if (delay.exponentialDelay !== undefined) {
      yield* duration(delay.exponentialDelay);
      yield error('exponentialDelay not supported yet');
    }
  }
}

function* percentage(share: {value?: number | undefined} | undefined): Problems {
  const value = share?.value ?? 0;
  if (value === 0 || (value >= 0.0001 && value <= 100)) return;
  yield error(`percentage ${goFloat(value)} is neither 0.0, nor in range [0.0001, 100.0]`);
}

function* httpStatus(status: number): Problems {
  if (status < 200 || status > 600) yield error(`HTTP status ${status} is not in range 200-599`);
}

const BIG = 100 * 1024;
const TOO_BIG = 1024 * 1024;

export function* directResponse(answer: HttpRoute['directResponse']): Problems {
  if (!answer) return;
  const {string, bytes} = answer.body ?? {};
  const size = string !== undefined ? Buffer.byteLength(string) : Buffer.byteLength(bytes ?? '', 'base64');
  const text = 'large direct_responses may impact control plane performance';
  if (size > TOO_BIG) yield error(`${text}, must be less than 1MB`);
  else if (size > BIG) yield warning(text);
  yield* httpStatus(answer.status ?? 0);
}
