// SPDX-License-Identifier: Apache-2.0

/** To whom an object is exported (istio.io, "Configuration Scoping"). */
export interface Visibility {
  everywhere: boolean;
  /** Namespaces that see it, where not all do. */
  namespaces: ReadonlySet<string>;
}

const PUBLIC = '*';
const PRIVATE = '.';
const NOBODY = '~';

/**
 * Returns who sees an object of the namespace with that `exportTo`; the mesh's default holds for an empty one. A star
 * outweighs everything, and a tilde all but a star.
 */
export function visibilityOf(exportTo: readonly string[], defaults: readonly string[], namespace: string): Visibility {
  const names = exportTo.length > 0 ? exportTo : defaults;
  if (names.includes(PUBLIC)) return {everywhere: true, namespaces: new Set()};
  if (names.includes(NOBODY)) return {everywhere: false, namespaces: new Set()};
  return {everywhere: false, namespaces: new Set(names.map((name) => (name === PRIVATE ? namespace : name)))};
}

/** Whether a namespace sees it. */
export function isVisible({everywhere, namespaces}: Visibility, namespace: string): boolean {
  return everywhere || namespaces.has(namespace);
}

/**
 * Returns those that a namespace sees, in istiod's order: first what is exported to it by name, then what is exported to all.
 */
export function visibleIn<Item>(items: readonly {item: Item; visibility: Visibility}[], namespace: string): Item[] {
  const named = items.filter(({visibility}) => !visibility.everywhere && visibility.namespaces.has(namespace));
  const all = items.filter(({visibility}) => visibility.everywhere);
  return [...named, ...all].map(({item}) => item);
}
