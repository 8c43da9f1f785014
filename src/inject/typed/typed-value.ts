// SPDX-License-Identifier: Apache-2.0
import {fieldsOfType, type WorkloadField, type WorkloadType} from '../../api/kubernetes/workload-type.js';
import {getKey, isTree, setKey, type Tree} from '../../manifest/input/tree.js';
import {canonicalQuantity} from './quantity.js';

/** A field whose value Kubernetes would not take; `path` leads to it. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path === '' ? '' : `${path}: `}${reason}`);
  }
}

export interface Reading {
  /** YAML of people: numbers and booleans where text is wanted are taken for text, as kubectl does. */
  readonly lenient: boolean;
}

/**
 * The object as Go's typed structs write it after reading it (spec install.md §1.10): fields in their order, empty ones
 * left out or written as their type has it, quantities canonical. Fields that our tables do not know stay, at the end.
 * Throws a {@link FieldError}.
 */
export function typedObject(value: unknown, typeName: string, reading: Reading): Tree {
  return readStruct(value, typeName, '', reading);
}

function readStruct(value: unknown, typeName: string, path: string, reading: Reading): Tree {
  if (value !== undefined && value !== null && !isTree(value)) throw wrong(path, 'an object', value);
  const given: Tree = value ?? {};
  const read: Tree = {};
  let known = 0;
  for (const field of fieldsOfType(typeName)) {
    const own = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    if (own !== undefined) known++;
    const kept = readField(own, field, path, reading);
    if (kept !== undefined) read[field.name] = kept;
  }
  if (known !== Object.keys(given).length) keepUnknown(given, read, typeName);
  return read;
}

function keepUnknown(given: Tree, read: Tree, typeName: string): void {
  const names = new Set(fieldsOfType(typeName).map(({name}) => name));
  for (const [key, entry] of Object.entries(given)) if (!names.has(key)) setKey(read, key, entry);
}

/** Undefined where the field is left out. */
function readField(value: unknown, {name, type, omitEmpty}: WorkloadField, path: string, reading: Reading): unknown {
  if (value === undefined || value === null) return emptyValue(type, omitEmpty, reading);
  const read = readValue(value, type, `${path}.${name}`, reading);
  return omitEmpty && isEmpty(read, type) ? undefined : read;
}

/** What Go writes for a field that was not given. */
function emptyValue(type: WorkloadType, omitEmpty: boolean, reading: Reading): unknown {
  switch (type.kind) {
    case 'struct':
      return readStruct(undefined, type.name, '', reading);
    case 'quantity':
      return '0';
    case 'intstr':
      return omitEmpty ? undefined : 0;
    case 'string':
      return omitEmpty ? undefined : '';
    case 'bool':
      return omitEmpty ? undefined : false;
    case 'int':
    case 'float':
      return omitEmpty ? undefined : 0;
    case 'time':
    case 'any':
      return undefined;
    default:
      return omitEmpty ? undefined : null;
  }
}

function isEmpty(value: unknown, type: WorkloadType): boolean {
  switch (type.kind) {
    case 'string':
      return value === '';
    case 'bool':
      return value === false;
    case 'int':
    case 'float':
      return value === 0;
    case 'list':
      return Array.isArray(value) && value.length === 0;
    case 'map':
      return isTree(value) && Object.keys(value).length === 0;
    default:
      return false;
  }
}

function readValue(value: unknown, type: WorkloadType, path: string, reading: Reading): unknown {
  switch (type.kind) {
    case 'pointer':
      return value === null ? null : readValue(value, type.of, path, reading);
    case 'struct':
      return readStruct(value, type.name, path, reading);
    case 'list':
      if (!Array.isArray(value)) throw wrong(path, 'a list', value);
      return value.map((item, i) => readValue(item, type.of, `${path}[${i}]`, reading));
    case 'map':
      return readMap(value, type.of, path, reading);
    case 'any':
      return value;
    default:
      return readScalar(value, type.kind, path, reading);
  }
}

function readMap(value: unknown, type: WorkloadType, path: string, reading: Reading): Tree {
  if (!isTree(value)) throw wrong(path, 'an object', value);
  const read: Tree = {};
  for (const key of Object.keys(value).sort()) {
    const entry = getKey(value, key) ?? (type.kind === 'string' ? '' : null);
    setKey(read, key, readValue(entry, type, `${path}[${JSON.stringify(key)}]`, reading));
  }
  return read;
}

type Scalar = 'string' | 'bool' | 'int' | 'float' | 'time' | 'quantity' | 'intstr';

function readScalar(value: unknown, kind: Scalar, path: string, {lenient}: Reading): unknown {
  switch (kind) {
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(path, 'true or false', value);
      return value;
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(path, 'an integer', value);
      return value;
    case 'float':
      if (typeof value !== 'number') throw wrong(path, 'a number', value);
      return value;
    case 'quantity':
      return readQuantity(value, path);
    case 'intstr':
      if (typeof value !== 'string' && !Number.isInteger(value)) throw wrong(path, 'an integer or a text', value);
      return value;
    default:
      if (typeof value === 'string') return value;
      if (lenient && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
      throw wrong(path, 'a text', value);
  }
}

function readQuantity(value: unknown, path: string): string {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw wrong(path, 'a quantity such as 500m or 1Gi', value);
  try {
    return canonicalQuantity(String(value));
  } catch (error) {
    throw new FieldError(path.slice(1), error instanceof Error ? `"${value}": ${error.message}` : String(error));
  }
}

function wrong(path: string, wanted: string, value: unknown): FieldError {
  const found = isTree(value) ? 'an object' : Array.isArray(value) ? 'a list' : JSON.stringify(value);
  return new FieldError(path.slice(1), `must be ${wanted}, and is ${found}`);
}
