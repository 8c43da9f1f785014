// SPDX-License-Identifier: Apache-2.0

import type {Resources} from '../model/resources.js';

/** An index over resources that is made when it is first asked for, and shared by all analyzers that ask. */
export function oncePer<T extends object>(make: (resources: Resources) => T): (resources: Resources) => T {
  const made = new WeakMap<Resources, T>();
  return (resources) => {
    const known = made.get(resources) ?? make(resources);
    made.set(resources, known);
    return known;
  };
}
