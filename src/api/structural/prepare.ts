// SPDX-License-Identifier: Apache-2.0

import {type FieldError, fieldError, type Path} from './field-error.js';
import {entrySchema, isObject, type JsonObject, type StructuralSchema} from './schema.js';

/** A resource as the API server looks at it, and the fields it would drop on the way. */
export interface Prepared {
  value: unknown;
  unknown: FieldError[];
}

/** At the root these are known whatever the schema says. */
const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Drops unknown fields and nulls where null is not a value, and fills in defaults; the resource itself is not changed.
 */
export function prepare(resource: unknown, schema: StructuralSchema): Prepared {
  const unknown: FieldError[] = [];
  if (!isObject(resource)) return {value: resource, unknown};
  const rest = Object.entries(resource).filter(([key]) => !META_FIELDS.has(key));
  const meta = Object.entries(resource).filter(([key]) => META_FIELDS.has(key));
  const value = preparedObject(Object.fromEntries(rest), schema, [], unknown);
  return {value: Object.fromEntries([...meta, ...Object.entries(value)]), unknown};
}

/** Where there is no schema, no field is known. */
function preparedValue(value: unknown, schema: StructuralSchema, path: Path, unknown: FieldError[]): unknown {
  if (isObject(value)) return preparedObject(value, schema, path, unknown);
  if (!Array.isArray(value)) return value;
  const {items = {}} = schema;
  return value.map((item, i) => {
    const filled = item === null && !items.nullable && items.default !== undefined ? items.default : item;
    return preparedValue(filled, items, [...path, i], unknown);
  });
}

function preparedObject(
  value: JsonObject,
  schema: StructuralSchema,
  path: Path,
  unknown: FieldError[],
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [key, entry] of Object.entries(value)) {
    const rules = entrySchema(schema, key);
    if (!rules && schema['x-kubernetes-preserve-unknown-fields']) entries.push([key, entry]);
    else if (!rules) unknown.push(fieldError('unknown', [...path, key]));
    else if (entry !== null || rules.nullable)
      entries.push([key, preparedValue(entry, rules, [...path, key], unknown)]);
  }
  for (const [key, rules] of Object.entries(schema.properties ?? {})) {
    const absent = !Object.hasOwn(value, key) || (value[key] === null && !rules.nullable);
    if (!absent || rules.default === undefined) continue;
    entries.push([key, preparedValue(rules.default, rules, [...path, key], unknown)]);
  }
  return Object.fromEntries(entries);
}
