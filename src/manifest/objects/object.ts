// SPDX-License-Identifier: Apache-2.0
import {emitYaml} from '../../yaml/emit.js';
import type {ComponentName} from '../component.js';
import {cloneTree, isTree, type Tree, textIn} from '../input/tree.js';

/** A Kubernetes object that was rendered. Value and text are made when they are asked for. */
export interface ManifestObject {
  readonly component: ComponentName;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty where the object names none. */
  readonly namespace: string;
  readonly name: string;
  /** A copy of the object, the caller's to change. */
  value(): Tree;
  /** The object as YAML, keys sorted, ending in a line break. */
  yaml(): string;
}

/** An object of a value at hand. */
export function objectOf(component: ComponentName, value: Tree): ManifestObject {
  let text: string | undefined;
  return {
    ...identity(component, value),
    value: () => cloneTree(value),
    yaml: () => (text ??= emitYaml(value)),
  };
}

/** What an object is called; `head` needs apiVersion, kind and metadata only. */
export function identity(component: ComponentName, head: Tree): Omit<ManifestObject, 'value' | 'yaml'> {
  const apiVersion = textIn(head, ['apiVersion']) ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    component,
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textIn(head, ['kind']) ?? '',
    namespace: textIn(head, ['metadata', 'namespace']) ?? '',
    name: textIn(head, ['metadata', 'name']) ?? '',
  };
}

/** A document that is an object: it has a kind. */
export function isObject(document: unknown): document is Tree {
  return isTree(document) && typeof document['kind'] === 'string' && document['kind'] !== '';
}
