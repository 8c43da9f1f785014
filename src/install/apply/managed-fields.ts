// SPDX-License-Identifier: Apache-2.0
import type {KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import {getIn, isTree, type Tree} from '../../manifest/input/tree.js';
import {mapsIn} from './field.js';

/**
 * The part of an object that a manager applied, to be applied again as it was; undefined when it applied none. Follows
 * the FieldsV1 notation of metadata.managedFields (sigs.k8s.io/structured-merge-diff).
 */
export function appliedBy(object: KubeObject, manager: string): ObjectToApply | undefined {
  const entry = mapsIn(object, ['metadata', 'managedFields']).find(
    (entry) => entry['manager'] === manager && entry['operation'] === 'Apply' && entry['subresource'] === undefined,
  );
  if (entry === undefined) return undefined;
  const part = partOf(object, entry['fieldsV1']);
  const own = isTree(part) ? part : {};
  const {namespace, name} = object.metadata;
  const metadata = {
    ...(isTree(own['metadata']) ? own['metadata'] : {}),
    ...(namespace !== undefined && {namespace}),
    name,
  };
  return {...own, apiVersion: object.apiVersion, kind: object.kind, metadata};
}

function partOf(value: unknown, fields: unknown): unknown {
  const keys = isTree(fields) ? Object.keys(fields).filter((key) => key !== '.') : [];
  if (keys.length === 0) return value;
  if (Array.isArray(value)) return value.flatMap((item, i) => itemPart(item, i, fields));
  if (!isTree(value)) return value;
  const part: Tree = {};
  for (const key of keys) {
    const name = key.slice(2);
    if (key.startsWith('f:') && Object.hasOwn(value, name)) part[name] = partOf(value[name], getIn(fields, [key]));
  }
  return part;
}

/** The part of a list item, or nothing when none of the fields is about it. */
function itemPart(item: unknown, index: number, fields: unknown): unknown[] {
  for (const [key, below] of Object.entries(isTree(fields) ? fields : {})) {
    if (key === `i:${index}`) return [partOf(item, below)];
    if (key.startsWith('v:') && JSON.stringify(item) === key.slice(2)) return [item];
    if (key.startsWith('k:') && isTree(item)) {
      const names: unknown = JSON.parse(key.slice(2));
      if (!isTree(names) || !Object.entries(names).every(([name, value]) => item[name] === value)) continue;
      const part = partOf(item, below);
      return [isTree(part) ? {...part, ...names} : part];
    }
  }
  return [];
}
