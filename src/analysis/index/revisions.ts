// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../model/resource.js';

const REVISION = 'istio.io/rev';

/** Returns whether some istiod reads both: each reads what has the label of its revision, and what has none. */
export function haveSharedReader(a: Resource, b: Resource): boolean {
  const [first, second] = [a.labels[REVISION], b.labels[REVISION]];
  return first === undefined || second === undefined || first === second;
}

/** Returns what each istiod reads of some things, those without a revision in each; all of them where none has one. */
export function byReader<T>(things: readonly T[], resourceOf: (thing: T) => Resource): readonly (readonly T[])[] {
  const revisions = new Set(things.flatMap((thing) => resourceOf(thing).labels[REVISION] ?? []));
  if (revisions.size === 0) return [things];
  return [...revisions].map((revision) =>
    things.filter((thing) => (resourceOf(thing).labels[REVISION] ?? revision) === revision),
  );
}
