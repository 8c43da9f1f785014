// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {isForZtunnel} from '../../ztunnel/enforcement.js';
import {type RuleEffect, ruleEffect, rulesOf, uncheckedFields, type ZtunnelAction} from '../../ztunnel/rules.js';

/**
 * Reports policies without a target that ztunnel enforces, but not as they are written: it sees connections and no
 * requests, has no actions besides ALLOW and DENY, and validates no JWTs.
 */
export function* ztunnelPolicies(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    const {action = 'ALLOW'} = policy.spec;
    if (!isForZtunnel(policy, resources)) continue;
    if (action === 'CUSTOM' || action === 'AUDIT') {
      yield message('ISTX109', policy, [`knows no action ${action}`], ['spec', 'action']);
    } else yield* changedRules(policy, action === 'DENY' ? 'DENY' : 'ALLOW');
  }
  for (const policy of resources.all('RequestAuthentication')) {
    if (isForZtunnel(policy, resources)) yield message('ISTX109', policy, ['validates no JWT']);
  }
}

function* changedRules(policy: Resource<'AuthorizationPolicy'>, action: ZtunnelAction): Generator<Message> {
  for (const [i, rule] of rulesOf(policy).entries()) {
    const effect = ruleEffect(action, rule);
    if (effect === 'same') continue;
    const fields = uncheckedFields(rule, i);
    const names = [...new Set(fields.map(({name}) => name))].join(', ');
    yield message('ISTX108', policy, [i, names, EFFECTS[action][effect]], fields[0]?.path);
  }
}

const EFFECTS: Record<ZtunnelAction, Record<Exclude<RuleEffect, 'same'>, string>> = {
  ALLOW: {
    never: 'the rule never matches, and traffic that no other rule allows is DENIED',
    narrower: 'sources without other fields never match',
    wider: 'ztunnel leaves them out, and the rule ALLOWS what its other fields match',
    mixed:
      'ztunnel leaves them out, the rule ALLOWS what its other fields match, and sources without other fields never match',
  },
  DENY: {
    never: 'the rule never matches and denies nothing',
    narrower: 'sources and operations without other fields never match and deny nothing',
    wider: 'ztunnel leaves them out, and the rule DENIES what its other fields match',
    mixed:
      'ztunnel leaves them out, the rule DENIES what its other fields match, and sources and operations without other fields deny nothing',
  },
};
