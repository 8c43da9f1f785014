// SPDX-License-Identifier: Apache-2.0

import {any} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {HttpRetry} from '../../settings/mesh-config.js';
import {durationText} from '../../values/duration.js';
import {unlessEmpty} from '../../values/present.js';

const CONDITIONS = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';
const STATUS_CONDITION = 'retriable-status-codes';

const OTHER_HOSTS = [
  {
    name: 'envoy.retry_host_predicates.previous_hosts',
    typed_config: any('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate'),
  },
];

const OTHER_PRIORITIES = {
  name: 'envoy.retry_priorities.previous_priorities',
  typed_config: any('envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig', {
    update_frequency: 2,
  }),
};

/**
 * Returns Envoy's retry policy: two retries where the route and the mesh say nothing, none where they allow none.
 * Retries avoid hosts that failed, unless the host is chosen by a hash
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry).
 */
export function retryPolicy(policy: HttpRetry | undefined, hashed: boolean): EnvoyMessage | undefined {
  const attempts = policy ? (policy.attempts ?? 0) : 2;
  if (attempts <= 0) return undefined;
  const {retryOn, codes} = conditions(policy?.retryOn);
  const otherHosts = policy?.retryIgnorePreviousHosts ?? !hashed;
  return {
    num_retries: attempts,
    retry_on: retryOn || undefined,
    retriable_status_codes: unlessEmpty(codes),
    host_selection_retry_max_attempts: '5',
    retry_host_predicate: otherHosts ? OTHER_HOSTS : undefined,
    retry_priority: policy?.retryRemoteLocalities ? OTHER_PRIORITIES : undefined,
    per_try_timeout: policy?.perTryTimeout === undefined ? undefined : durationText(policy.perTryTimeout),
    retry_back_off: policy?.backoff === undefined ? undefined : {base_interval: durationText(policy.backoff)},
  };
}

/** First and last of each run of the status codes that Go knows (https://pkg.go.dev/net/http#StatusText). */
const STATUS_CODES = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
] as const;

/** Numbers among the conditions are status codes. */
function conditions(retryOn: string | undefined): {retryOn: string; codes: readonly number[]} {
  if (!retryOn) return {retryOn: CONDITIONS, codes: []};
  const parts = retryOn.split(',').map((part) => part.trim());
  const codes = parts.filter(isCode).map(Number);
  const named = parts.filter((part) => part && !isCode(part)).join(',');
  const complete = codes.length === 0 || named.includes(STATUS_CONDITION);
  return {retryOn: complete ? named : `${named},${STATUS_CONDITION}`, codes};
}

function isCode(part: string): boolean {
  const code = Number(part);
  return /^\+?\d+$/.test(part) && STATUS_CODES.some(([first, last]) => code >= first && code <= last);
}
