// SPDX-License-Identifier: Apache-2.0
import type {EnforcedPolicies} from '../../authz/policies.js';
import {alignColumns} from '../columns.js';

/** A row for each action and policy; nothing at all for a proxy without dynamic listeners (spec/proxy.md §8). */
export function policyTable({policies, anyListener}: EnforcedPolicies): string {
  if (!anyListener) return '';
  const rows = policies.map(({action, name, rules}) => [action, name, String(rules)]);
  return alignColumns([['ACTION', 'AuthorizationPolicy', 'RULES'], ...rows], 3);
}
