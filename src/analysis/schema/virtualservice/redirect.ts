// SPDX-License-Identifier: Apache-2.0

import type {HttpRoute} from '../../../api/istio-types.js';
import {goQuote} from '../../model/go-format.js';
import {duration} from '../checks/duration.js';
import {port} from '../checks/port.js';
import {regex} from '../checks/regex.js';
import {error, type Problems} from '../problem.js';

export function* redirect(to: HttpRoute['redirect']): Problems {
  if (!to) return;
  if (!to.uri && !to.authority && to.port === undefined && to.derivePort === undefined && !to.scheme) {
    yield error('redirect must specify URI, authority, scheme, or port');
    return;
  }
  if (to.redirectCode && (to.redirectCode < 300 || to.redirectCode > 399)) {
    yield error(`${to.redirectCode} is not a valid redirect code, must be 3xx`);
  } else if (to.scheme && to.scheme !== 'http' && to.scheme !== 'https') {
    yield error('invalid redirect scheme, must be "http" or "https"');
  } else if (to.port) yield* port(to.port);
}

export function* rewrite(change: HttpRoute['rewrite']): Problems {
  if (!change) return;
  const {uri, authority, uriRegexRewrite} = change;
  if (uri && uriRegexRewrite) yield error('rewrite may only contain one of URI or UriRegexRewrite');
  if (!uri && !uriRegexRewrite && !authority) {
    yield error(
      'rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite may be specified',
    );
  }
  if (!uriRegexRewrite) return;
  const problems =
    uriRegexRewrite.match && uriRegexRewrite.rewrite ? patternProblems(uriRegexRewrite.match) : INCOMPLETE;
  for (const text of problems) yield error(`UriRegexRewrite has errors\n${text}`);
}

const INCOMPLETE = ['UriRegexRewrite requires both Rewrite and Match fields to be specified'];

function patternProblems(pattern: string): string[] {
  return [...regex(pattern, 'HTTPRewrite.UriRegexRewrite.Match')].map(({text}) => text);
}

const POLICIES = new Set(
  (
    '5xx gateway-error reset reset-before-request connect-failure retriable-4xx refused-stream retriable-status-codes ' +
    'retriable-headers envoy-ratelimited http3-post-connect-failure cancelled deadline-exceeded internal ' +
    'resource-exhausted unavailable'
  ).split(' '),
);

/** Codes that Go has a text for (spec §10.1). */
const STATUS_RANGES = [
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

function isStatusCode(text: string): boolean {
  const code = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return STATUS_RANGES.some(([from, to]) => code >= from && code <= to);
}

export function* retries(policy: HttpRoute['retries']): Problems {
  if (!policy) return;
  const {attempts = 0, perTryTimeout, backoff, retryOn} = policy;
  if (attempts < 0) yield error('attempts cannot be negative');
  const remote = policy.retryRemoteLocalities !== undefined && policy.retryRemoteLocalities !== null;
  if (attempts === 0 && (perTryTimeout !== undefined || retryOn || remote)) {
    yield error('http retry policy configured when attempts are set to 0 (disabled)');
  }
  yield* duration(perTryTimeout);
  yield* duration(backoff);
  for (const condition of retryOn ? retryOn.split(',') : []) {
    if (!isStatusCode(condition) && !POLICIES.has(condition)) {
      yield error(`${goQuote(condition)} is not a valid retryOn policy`);
    }
  }
}
