// SPDX-License-Identifier: Apache-2.0
import {isMap, Struct, setKey, underlyingOf, type Value, type ValueMap} from '../../template/compile/value.js';
import {Walk} from './bounds.js';

/** How structs look in JSON and YAML: Go's field tags are not in the value model. */
const jsonForms = new WeakMap<Struct, () => Value>();

/** Says how the struct is written by `toJson` and `toYaml`. Without it its fields are written under their names. */
export function withJsonForm(struct: Struct, form: () => Value): Struct {
  jsonForms.set(struct, form);
  return struct;
}

/** The value without structs and undefined, as the writers of JSON, YAML and TOML need it. */
export function plain(value: Value): Value {
  return plainOf(value, new Walk(), 0);
}

function plainOf(value: Value, walk: Walk, depth: number): Value {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  walk.visit(depth);
  const bare = underlyingOf(value);
  if (Array.isArray(bare)) return bare.map((item) => plainOf(item, walk, depth + 1));
  if (bare instanceof Struct) return plainOf(jsonForms.get(bare)?.() ?? {...bare.fields}, walk, depth);
  const copied: ValueMap = {};
  if (isMap(bare)) for (const key of Object.keys(bare)) setKey(copied, key, plainOf(bare[key], walk, depth + 1));
  return copied;
}

/** What a parser of JSON or YAML returned, which by its promise holds nothing but such values. */
export function isParsed(value: unknown): value is Value {
  return value === null || ['boolean', 'string', 'number', 'bigint', 'object'].includes(typeof value);
}
