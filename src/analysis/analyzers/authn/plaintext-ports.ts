// SPDX-License-Identifier: Apache-2.0

import {oldestOf} from '../../index/oldest.js';
import {isForAllWorkloads} from '../../index/peer-authentication.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Policy = Resource<'PeerAuthentication'>;

/** Ports that take plain text where the namespace or the mesh asks for mTLS. */
export function* plaintextPorts(resources: Resources): Generator<Message> {
  for (const policy of resources.all('PeerAuthentication')) {
    const {mtls, portLevelMtls = {}} = policy.spec;
    const own = mtls?.mode ?? 'UNSET';
    // A workload that takes plain text anyway is told so in its own policy.
    if (own !== 'UNSET' && own !== 'STRICT') continue;
    const parent = strictParent(policy, resources);
    if (!parent) continue;
    for (const [port, {mode}] of Object.entries(portLevelMtls)) {
      if (mode !== 'DISABLE') continue;
      yield message('ISTX405', policy, [port, fullName(parent)], ['spec', 'portLevelMtls', port, 'mode']);
    }
  }
}

/** The policy of the namespace or, where that says nothing, of the mesh, if it is STRICT; the oldest of several counts. */
function strictParent(policy: Policy, resources: Resources): Policy | undefined {
  for (const namespace of [policy.namespace, resources.meshConfig.rootNamespace]) {
    const others = resources
      .inNamespace('PeerAuthentication', namespace)
      .filter((other) => other !== policy && isForAllWorkloads(other));
    if (others.length === 0) continue;
    const parent = oldestOf(others);
    if (!parent) return undefined;
    if ((parent.spec.mtls?.mode ?? 'UNSET') !== 'UNSET') {
      return parent.spec.mtls?.mode === 'STRICT' ? parent : undefined;
    }
  }
  return undefined;
}
