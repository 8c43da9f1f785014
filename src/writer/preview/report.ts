// SPDX-License-Identifier: Apache-2.0
import type {ComparedMeshes} from '../../preview/change/compare.js';
import type {ChangeGroup} from '../../preview/change/groups.js';
import type {IdleFilter} from '../../preview/change/idle-filters.js';
import type {ChangedObject} from '../../preview/change/objects.js';
import {quantity} from '../../quantity.js';

/** What a change of objects does to the proxies of a mesh. */
export interface ChangeReport extends ComparedMeshes {
  groups: readonly ChangeGroup[];
  /** The objects that differ. */
  objects: readonly ChangedObject[];
  /** What of the cluster may not be read. */
  unread: readonly string[];
}

/** Returns `37 of 412 proxies change`. */
export function headline({changed, total}: ChangeReport): string {
  if (changed.length === 0) return `none of ${quantity(total, 'proxy', 'proxies')} changes`;
  return `${changed.length} of ${quantity(total, 'proxy', 'proxies')} ${changed.length === 1 ? 'changes' : 'change'}`;
}

/** Returns `VirtualService shop/reviews changed, k8s/reviews.yaml:12`. */
export function causeText({kind, namespace, name, change, origin}: ChangedObject): string {
  const place = origin ? `, ${origin.file}:${origin.line}` : '';
  return `${kind} ${namespace}/${name} ${change}${place}`;
}

/** Returns `EnvoyFilter ingress/lua matches nothing any more`, with the patch where it is not the first. */
export function idleText({namespace, name, index, before}: IdleFilter): string {
  const patch = index === 0 ? '' : ` (patch ${index + 1})`;
  return `EnvoyFilter ${namespace}/${name} matches nothing${before ? ' any more' : ''}${patch}`;
}

/** Returns the first names, and how many more there are. */
export function someOf(names: readonly string[], shown: number): string {
  const more = names.length - shown;
  return more > 0 ? `${names.slice(0, shown).join(', ')} and ${more} more` : names.join(', ');
}
