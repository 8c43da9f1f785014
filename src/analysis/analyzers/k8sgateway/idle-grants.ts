// SPDX-License-Identifier: Apache-2.0

import {kinds} from '../../model/kinds.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';

type Grant = Resource<'ReferenceGrant'>;

/** The kinds that ReferenceGrants may name and of which all objects can be known. */
const TARGETS = ['Service', 'Secret'] as const;

/** ReferenceGrants for objects and namespaces that do not exist. */
export function* idleGrants(resources: Resources): Generator<Message> {
  for (const grant of resources.all('ReferenceGrant')) {
    for (const [i, {group = '', kind, name}] of (grant.spec.to ?? []).entries()) {
      const target = group === '' ? TARGETS.find((known) => known === kind) : undefined;
      if (!target || name === undefined || !isKnown(grant, target, resources)) continue;
      if (!resources.lacks(target, grant.namespace, name)) continue;
      const missing = `${target} "${fullName({namespace: grant.namespace, name})}"`;
      yield message('ISTX214', grant, [missing], ['spec', 'to', i, 'name']);
    }
    for (const [i, {namespace = ''}] of (grant.spec.from ?? []).entries()) {
      if (namespace === '' || !lacksNamespace(grant, namespace, resources)) continue;
      yield message('ISTX214', grant, [`namespace "${namespace}"`], ['spec', 'from', i, 'namespace']);
    }
  }
}

/** Whether all objects of the kind in the grant's namespace are here: files may hold a part of it. */
function isKnown(grant: Grant, target: (typeof TARGETS)[number], resources: Resources): boolean {
  return isLive(grant) || resources.inNamespace(target, grant.namespace).length > 0;
}

/** Whether the namespace does not exist. Files need not hold it: what is in it, or that no other is written, will do. */
function lacksNamespace(grant: Grant, namespace: string, resources: Resources): boolean {
  if (!resources.lacks('Namespace', '', namespace)) return false;
  if (isLive(grant)) return true;
  return resources.all('Namespace').length > 0 && !inhabited(resources).has(namespace);
}

function isLive({origin}: Grant): boolean {
  return origin === undefined;
}

/** The namespaces that something is in. */
const inhabited = oncePer(
  (resources) => new Set(kinds.flatMap(({name}) => resources.all(name).map(({namespace}) => namespace))),
);
