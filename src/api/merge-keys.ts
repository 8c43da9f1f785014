// SPDX-License-Identifier: Apache-2.0
import {mergeTypes} from './kubernetes/merge-types.generated.js';
import type {MergeType} from './merge-type.js';

export type {MergeField, MergeType} from './merge-type.js';

/** How the fields of a type or kind merge; a name that is not known is taken for a plain object. */
export function mergeType(name: string | undefined): MergeType {
  return name === undefined || !Object.hasOwn(mergeTypes, name) ? {} : (mergeTypes[name] ?? {});
}

/** The same for the objects of a kind: those without an entry of their own still have metadata. */
export function mergeTypeOfKind(kind: string): MergeType {
  return Object.hasOwn(mergeTypes, kind) ? mergeType(kind) : {metadata: {type: 'ObjectMeta'}};
}
