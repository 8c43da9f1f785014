// SPDX-License-Identifier: Apache-2.0

import {selectorText} from '../../index/labels.js';
import {oldestOf} from '../../index/oldest.js';
import {isForAllWorkloads} from '../../index/peer-authentication.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {haveSharedReader} from '../../index/revisions.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Policy = Resource<'PeerAuthentication'>;

/** PeerAuthentications for the same workloads, of which istiod takes the oldest (istio.io, "PeerAuthentication"). */
export function* overlappingPolicies(resources: Resources): Generator<Message> {
  const {rootNamespace} = resources.meshConfig;
  for (const [namespace, policies] of groupBy(resources.all('PeerAuthentication'), (policy) => policy.namespace)) {
    const wide = policies.filter(isForAllWorkloads);
    const what = namespace === rootNamespace ? 'the mesh' : `all workloads of namespace "${namespace}"`;
    for (const policy of wide) {
      const rivals = wide.filter((other) => haveSharedReader(policy, other));
      yield* overlap(policy, rivals, what);
    }
    // Those of the root namespace that have a selector are for nobody.
    if (namespace === rootNamespace) continue;
    yield* sharedWorkloads(
      policies.filter((policy) => !isForAllWorkloads(policy)),
      resources,
    );
  }
}

function* sharedWorkloads(policies: readonly Policy[], resources: Resources): Generator<Message> {
  if (policies.length < 2) return;
  const podsOfPolicy = new Map(policies.map((policy) => [policy, new Set(selectedPods(policy, resources))]));
  for (const policy of policies) {
    const pods = podsOfPolicy.get(policy) ?? new Set();
    const rivals = policies.filter((other) => haveSamePods(policy, other, podsOfPolicy));
    const shared = [...pods].find((pod) =>
      rivals.some((other) => other !== policy && podsOfPolicy.get(other)?.has(pod)),
    );
    const what = shared
      ? `${shared.resource.kind} "${fullName(shared.resource)}"`
      : `workloads with the labels ${labels(policy)}`;
    yield* overlap(policy, rivals, what);
  }
}

function haveSamePods(a: Policy, b: Policy, pods: ReadonlyMap<Policy, ReadonlySet<PodLike>>): boolean {
  if (!haveSharedReader(a, b)) return false;
  if (labels(a) === labels(b)) return true;
  return [...(pods.get(a) ?? [])].some((pod) => pods.get(b)?.has(pod));
}

function labels({spec}: Policy): string {
  return selectorText(spec.selector?.matchLabels);
}

function selectedPods({namespace, spec}: Policy, resources: Resources): readonly PodLike[] {
  return workloadsOf(resources).selected(spec.selector?.matchLabels, namespace);
}

/** Says of a policy that others are for the same; nothing of the one that is known to count. */
function* overlap(policy: Policy, rivals: readonly Policy[], what: string): Generator<Message> {
  if (rivals.length < 2) return;
  const winner = oldestOf(rivals);
  if (winner === policy) return;
  const names = rivals.map(fullName).toSorted();
  const which = winner ? `the oldest, "${fullName(winner)}"` : 'the oldest';
  yield message('ISTX408', policy, [names, what, which], ['metadata', 'name']);
}
