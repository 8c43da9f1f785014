// SPDX-License-Identifier: Apache-2.0

import {type PolicyTarget, policyTargets} from '../../index/policies.js';
import {policyKinds} from '../../model/kind-groups.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type KindName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

const TARGETS = new Map<string, KindName>([
  ['/Service', 'Service'],
  ['networking.istio.io/ServiceEntry', 'ServiceEntry'],
  ['gateway.networking.k8s.io/Gateway', 'KubernetesGateway'],
]);

/** Policies attached to what does not exist. */
export function* policyTargetsExist(resources: Resources): Generator<Message> {
  for (const kind of policyKinds) {
    for (const policy of resources.all(kind)) {
      for (const target of policyTargets(policy)) {
        if (isMissing(target, policy, resources)) {
          const name = fullName({namespace: policy.namespace, name: target.name});
          yield message('ISTX402', policy, [target.kind, name], target.path);
        }
      }
    }
  }
}

/** Classes are left to those who know which ones a control plane comes with. */
function isMissing({group, kind, name}: PolicyTarget, {namespace}: Resource, resources: Resources): boolean {
  const known = TARGETS.get(`${group === 'core' ? '' : group}/${kind}`);
  return known !== undefined && resources.lacks(known, namespace, name);
}
