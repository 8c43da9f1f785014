// SPDX-License-Identifier: Apache-2.0
import {fieldsOfType, type WorkloadType} from '../../api/kubernetes/workload-type.js';
import {withJsonForm} from '../../chart/functions/plain.js';
import {isTree, type Tree} from '../../manifest/input/tree.js';
import {isMap, Struct, setKey, type Value, type ValueMap} from '../../template/compile/value.js';

/** The JSON that each struct stands for, keys in Go's order. */
const sources = new WeakMap<Struct, Tree>();
/** Maps whose values are texts: a key they do not have gives '' and not nil. */
const textMaps = new WeakSet<ValueMap>();

/** The object behind a struct made here, as it is written in JSON. */
export function sourceOf(struct: Struct): Tree | undefined {
  return sources.get(struct);
}

export function isTextMap(value: Value): boolean {
  return isMap(value) && textMaps.has(value);
}

/** A `map[string]string` with these entries. */
export function textMap(entries: Readonly<Record<string, unknown>>): ValueMap {
  const map: ValueMap = {};
  for (const [key, entry] of Object.entries(entries)) setKey(map, key, String(entry));
  textMaps.add(map);
  return map;
}

/** An object that `typedObject` gave as the Go struct that templates see. */
export function goStruct(tree: Tree, typeName: string): Struct {
  const fields: Record<string, Value> = {};
  for (const {name, goName, type} of fieldsOfType(typeName)) {
    fields[goName] = valueOf(Object.hasOwn(tree, name) ? tree[name] : undefined, type);
  }
  const struct = withJsonForm(new Struct(`v1.${typeName}`, fields), () => jsonValue(tree));
  sources.set(struct, tree);
  return struct;
}

function valueOf(value: unknown, type: WorkloadType): Value {
  switch (type.kind) {
    case 'pointer':
      return value === undefined || value === null ? null : valueOf(value, type.of);
    case 'struct':
      return goStruct(isTree(value) ? value : {}, type.name);
    case 'list':
      return Array.isArray(value) ? value.map((item) => valueOf(item, type.of)) : [];
    case 'map':
      return mapOf(isTree(value) ? value : {}, type.of);
    case 'bool':
      return value === true;
    case 'int':
      return BigInt(typeof value === 'number' ? value : 0);
    case 'float':
      return typeof value === 'number' ? value : 0;
    case 'quantity':
      return textual('resource.Quantity', typeof value === 'string' ? value : '0');
    case 'intstr':
      return intOrString(value);
    case 'any':
      return jsonValue(value);
    default:
      return typeof value === 'string' ? value : '';
  }
}

function mapOf(tree: Tree, type: WorkloadType): ValueMap {
  if (type.kind === 'string') return textMap(tree);
  const map: ValueMap = {};
  for (const [key, entry] of Object.entries(tree)) setKey(map, key, valueOf(entry, type));
  return map;
}

/** A struct that prints and encodes as a text. */
function textual(typeName: string, text: string): Struct {
  return withJsonForm(new Struct(typeName, {}, {String: () => text}), () => text);
}

function intOrString(value: unknown): Struct {
  const isText = typeof value === 'string';
  const number = BigInt(typeof value === 'number' ? value : 0);
  const fields = {Type: isText ? 1n : 0n, IntVal: number, StrVal: isText ? value : ''};
  const methods = {String: () => (isText ? value : String(number)), IntValue: () => number};
  return withJsonForm(new Struct('intstr.IntOrString', fields, methods), () => (isText ? value : Number(number)));
}

/** JSON data as templates see it: maps are `map[string]interface {}`. */
export function jsonValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map(jsonValue);
  if (isTree(value)) {
    const map: ValueMap = {};
    for (const [key, entry] of Object.entries(value)) setKey(map, key, jsonValue(entry));
    return map;
  }
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    default:
      return null;
  }
}
