// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../../model/resource.js';

/**
 * Returns what becomes of a rule that asks for an attribute which requests do not have. A negative rule is met by such
 * requests; `without` is what they lack.
 */
export function emptyAttributeEffect(
  {spec: {action = 'ALLOW'}}: Resource<'AuthorizationPolicy'>,
  {negative}: {negative: boolean},
  without: string,
): string {
  if (action === 'DENY') return negative ? 'the rule denies EVERY request' : 'the rule denies NO request';
  if (action !== 'ALLOW') return negative ? 'the rule matches every request' : 'the rule never matches';
  return negative
    ? `the rule allows whoever asks, ${without} or not`
    : 'the rule never matches, and requests are DENIED';
}
