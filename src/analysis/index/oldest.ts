// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../model/resource.js';

/** Returns the resource that was created first; undefined where two may be that, because files seldom say when. */
export function oldestOf<R extends Resource>(resources: readonly R[]): R | undefined {
  const [only] = resources;
  if (resources.length === 1) return only;
  const ages = resources.map(({created}) => (created === undefined ? Number.NaN : Date.parse(created)));
  const least = Math.min(...ages);
  const first = resources.filter((_, i) => ages[i] === least);
  return first.length === 1 ? first[0] : undefined;
}
