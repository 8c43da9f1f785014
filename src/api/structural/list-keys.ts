// SPDX-License-Identifier: Apache-2.0

import {type FieldError, fieldError, type Path} from './field-error.js';
import {sortedJson} from './go-text.js';
import {entrySchema, isObject, type StructuralSchema} from './schema.js';

/** Elements that stand in a list twice although the list is a set, or a map by some of their fields. */
export function* duplicateErrors(value: unknown, schema: StructuralSchema, path: Path = []): Generator<FieldError> {
  if (Array.isArray(value)) {
    yield* duplicates(value, schema, path);
    if (schema.items) for (const [i, item] of value.entries()) yield* duplicateErrors(item, schema.items, [...path, i]);
  } else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      const rules = entrySchema(schema, key);
      const isProperty = schema.properties && Object.hasOwn(schema.properties, key);
      if (rules) yield* duplicateErrors(entry, rules, [...path, isProperty ? key : {key}]);
    }
  }
}

function* duplicates(value: readonly unknown[], schema: StructuralSchema, path: Path): Generator<FieldError> {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return;
  const odd = listType === 'map' ? value.findIndex((item) => item !== null && !isObject(item)) : -1;
  if (odd >= 0) {
    yield fieldError('invalid', [...path, odd], 'must be an object for an array of list-type map', value[odd]);
    return;
  }
  const seen = new Map<string, number>();
  for (const [i, item] of value.entries()) {
    const identity = listType === 'set' ? item : keyOf(item, schema['x-kubernetes-list-map-keys'] ?? []);
    const text = sortedJson(identity);
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    if (times === 1) yield fieldError('duplicate', [...path, i], '', identity);
  }
}

/** The fields of an element that tell it from others; those that are absent do not count. */
function keyOf(item: unknown, names: readonly string[]): Record<string, unknown> {
  const fields = isObject(item) ? item : {};
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]));
}
