// SPDX-License-Identifier: Apache-2.0

/** JSON data from outside; maps are plain objects whose keys may be hostile (`__proto__`). */
export interface Tree {
  [key: string]: unknown;
}

/** Map keys and list indices from the root down. */
export type ValuePath = readonly (string | number)[];

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own entry of a map or list; undefined for everything else. */
export function getKey(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function getIn(value: unknown, path: ValuePath): unknown {
  let at = value;
  for (const key of path) at = getKey(at, key);
  return at;
}

/** The map at that path; an empty one where there is none. */
export function treeIn(value: unknown, path: ValuePath): Tree {
  const found = getIn(value, path);
  return isTree(found) ? found : {};
}

/** The text at that path; undefined where there is something else or nothing. */
export function textIn(value: unknown, path: ValuePath): string | undefined {
  const found = getIn(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** Sets an entry in place. */
export function setKey(tree: Tree, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(tree, key, {value, enumerable: true, configurable: true, writable: true});
  } else {
    tree[key] = value;
  }
}

/** A copy of the tree with the value at that path of map keys; maps on the way are made where there are none. */
export function withIn(tree: Tree, path: readonly string[], value: unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const copy = {...tree};
  setKey(copy, key, rest.length === 0 ? value : withIn(treeIn(tree, [key]), rest, value));
  return copy;
}

/**
 * Both trees, the second winning: maps merge key by key, everything else – lists too, and null – replaces
 * (spec §2.2). Neither argument is changed; the result shares with them what it can.
 */
export function mergeTrees(base: Tree, over: Tree): Tree {
  const merged = {...base};
  for (const [key, value] of Object.entries(over)) {
    const below = getKey(base, key);
    setKey(merged, key, isTree(value) && isTree(below) ? mergeTrees(below, value) : value);
  }
  return merged;
}

/** A deep copy that shares nothing. */
export function cloneTree<T>(value: T): T;
export function cloneTree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => cloneTree(item));
  if (!isTree(value)) return value;
  const copy: Tree = {};
  for (const [key, entry] of Object.entries(value)) setKey(copy, key, cloneTree(entry));
  return copy;
}

/** `spec.components.ingressGateways[0].name`; dots inside keys are escaped. */
export function formatPath(path: ValuePath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += (text === '' ? '' : '.') + key.replaceAll('.', '\\.');
  }
  return text;
}
