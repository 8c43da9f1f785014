// SPDX-License-Identifier: Apache-2.0

import type {TargetReference} from '../../api/istio-types.js';
import {groupBy} from '../model/group-by.js';
import {policyKinds} from '../model/kind-groups.js';
import type {Path, Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {oncePer} from '../run/once.js';

export type Policy = Resource<(typeof policyKinds)[number]>;

export interface PolicyTarget {
  group: string;
  kind: string;
  name: string;
  path: Path;
}

/** What a policy names as its targets, in either spelling. */
export function policyTargets({spec}: Policy): PolicyTarget[] {
  const {targetRef, targetRefs = []} = spec as {targetRef?: TargetReference; targetRefs?: TargetReference[]};
  return [
    ...(targetRef ? [target(targetRef, ['spec', 'targetRef', 'name'])] : []),
    ...targetRefs.map((reference, i) => target(reference, ['spec', 'targetRefs', i, 'name'])),
  ];
}

function target({group = '', kind = '', name = ''}: Partial<TargetReference>, path: Path): PolicyTarget {
  return {group, kind, name, path};
}

interface Attachment {
  policy: Policy;
  target: PolicyTarget;
}

const attachments = oncePer((resources) => {
  const all = policyKinds.flatMap((kind) =>
    resources
      .all(kind)
      .flatMap((policy: Policy) => policyTargets(policy).map((found): Attachment => ({policy, target: found}))),
  );
  return groupBy(all, ({policy, target: {kind, name}}) => keyOf(kind, policy.namespace, name));
});

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** The policies attached to an object; policies attach within their own namespace. */
export function policiesOf(
  {kind, namespace, name}: {kind: string; namespace: string; name: string},
  resources: Resources,
): Policy[] {
  return (attachments(resources).get(keyOf(kind, namespace, name)) ?? []).map(({policy}) => policy);
}
