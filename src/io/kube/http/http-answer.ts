// SPDX-License-Identifier: Apache-2.0
import type {ClusterOrigin} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {brokenAnswer, type Operation} from './failure.js';
import {foreignSuccess} from './foreign.js';
import type {HttpAnswer} from './http.js';

/** A server that says so (429, or 503 with Retry-After) is asked again this long after, unless it names a time. */
const DEFAULT_RETRY_AFTER = 1000;

/** A server that wants to be asked again at once gets this much of a pause all the same. */
const SHORTEST_PAUSE = 100;

/** Milliseconds after which the server wants to be asked again; undefined when it does not. */
export function retryAfter(answer: HttpAnswer): number | undefined {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  const named = Number.isFinite(seconds) ? Math.max(SHORTEST_PAUSE, seconds * 1000) : undefined;
  if (answer.status === 429) return named ?? DEFAULT_RETRY_AFTER;
  return answer.status >= 500 ? named : undefined;
}

/** The JSON object that an answer holds. Throws for anything else. */
export function parseAnswer(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch (cause) {
    const foreign = foreignSuccess(origin, operation, answer, undefined);
    if (foreign) throw foreign;
    throw brokenAnswer(origin, operation, answer, cause);
  }
  if (!isRecord(value)) throw brokenAnswer(origin, operation, answer);
  return value;
}
