// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {isMessage, type Message} from '../dump/message.js';
import {type Descriptors, type Field, type FieldType, type MessageType, SCALARS} from './descriptors.js';
import type {ProtoNode, ProtoObject} from './node.js';
import {isZero, readScalar} from './scalar.js';
import {compareBytes, wellKnownReader} from './well-known.js';

const ANY = 'google.protobuf.Any';

/**
 * Reads JSON as a message of that type, by the rules of protobuf's JSON form (spec/proxy.md §1.8): unknown fields and
 * enum names dropped, the rest in the order of declaration. Throws an IstioctlError that names the field whose value
 * does not fit, and for an Any whose type is not known.
 */
export function normalise(descriptors: Descriptors, typeName: string, value: unknown): ProtoNode {
  const type = descriptors.message(typeName);
  if (!type) throw new Error(`no descriptor of ${typeName}`);
  const label = typeName.slice(typeName.lastIndexOf('.') + 1);
  const name = isMessage(value) && typeof value['name'] === 'string' ? ` ${JSON.stringify(value['name'])}` : '';
  return message(descriptors, type, value, [`${label}${name}`]);
}

/** Names of fields from the outermost message to where a value stands. */
type Path = string[];

function message(descriptors: Descriptors, type: MessageType, value: unknown, path: Path): ProtoNode {
  if (type.name === ANY) return any(descriptors, value, path);
  const read = wellKnownReader(type.name);
  if (read) {
    const node = read(value);
    return node === undefined ? fail(path, type.name, value) : node;
  }
  if (!isMessage(value)) return fail(path, type.name, value);
  return {kind: 'message', entries: fieldsOf(descriptors, type, value, path)};
}

function fieldsOf(descriptors: Descriptors, type: MessageType, value: Message, path: Path): [string, ProtoNode][] {
  const set: {order: number; entry: [string, ProtoNode]}[] = [];
  const oneofs = new Set<number>();
  for (const key of Object.keys(value)) {
    const field = type.fields.get(key);
    const content = value[key];
    if (!field || (content === null && !takesNull(descriptors, field))) continue;
    path.push(key);
    if (set.some(({order}) => order === field.order)) throw refused(path, `duplicate field "${key}"`);
    if (field.oneof !== undefined) {
      if (oneofs.has(field.oneof)) throw refused(path, `another field of the same oneof is already set`);
      oneofs.add(field.oneof);
    }
    const node = fieldNode(descriptors, field, content, path);
    if (node !== undefined) set.push({order: field.order, entry: [field.name, node]});
    path.pop();
  }
  return set.sort((a, b) => a.order - b.order).map(({entry}) => entry);
}

/** A field of type google.protobuf.Value is set by null, every other one unset. */
function takesNull(descriptors: Descriptors, {type, repeated, key}: Field): boolean {
  return (
    type.kind === 'message' && !repeated && !key && descriptors.messageAt(type.index).name === 'google.protobuf.Value'
  );
}

/** Undefined where nothing is to be printed. */
function fieldNode(descriptors: Descriptors, field: Field, value: unknown, path: Path): ProtoNode | undefined {
  if (field.key) return map(descriptors, field, value, path);
  if (field.repeated) {
    if (!Array.isArray(value)) return fail(path, 'list', value);
    const items: ProtoNode[] = [];
    for (const item of value) {
      const node = single(descriptors, field.type, item, path);
      if (node !== undefined) items.push(node);
    }
    return items.length === 0 ? undefined : {kind: 'list', items};
  }
  const node = single(descriptors, field.type, value, path);
  if (field.type.kind === 'message' || field.presence || node === undefined) return node;
  if (field.type.kind === 'enum') return isDefaultEnum(descriptors, field.type, node) ? undefined : node;
  return isZero(field.type.scalar, node) ? undefined : node;
}

function isDefaultEnum(descriptors: Descriptors, type: FieldType & {kind: 'enum'}, node: ProtoNode): boolean {
  return node === 0 || node === descriptors.enumAt(type.index).names.get(0);
}

/** Undefined for an enum name that is not known. */
function single(descriptors: Descriptors, type: FieldType, value: unknown, path: Path): ProtoNode | undefined {
  switch (type.kind) {
    case 'scalar':
      return readScalar(type.scalar, value) ?? fail(path, SCALARS[type.scalar], value);
    case 'message':
      return message(descriptors, descriptors.messageAt(type.index), value, path);
    case 'enum':
      return enumeration(descriptors, type.index, value, path);
  }
}

function enumeration(descriptors: Descriptors, index: number, value: unknown, path: Path): ProtoNode | undefined {
  const type = descriptors.enumAt(index);
  if (type.name === 'google.protobuf.NullValue') return null;
  if (typeof value === 'string') {
    const number = type.numbers.get(value);
    return number === undefined ? undefined : (type.names.get(number) ?? number);
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return fail(path, type.name, value);
  return type.names.get(value) ?? value;
}

function map(descriptors: Descriptors, field: Field, value: unknown, path: Path): ProtoNode | undefined {
  if (!isMessage(value)) return fail(path, 'map', value);
  const entries: [string, ProtoNode][] = [];
  for (const key of Object.keys(value)) {
    path.push(key);
    const node = single(descriptors, field.type, value[key], path);
    path.pop();
    if (node !== undefined) entries.push([key, node]);
  }
  if (entries.length === 0) return undefined;
  const numeric = field.key?.kind === 'scalar' && 'iuIU'.includes(field.key.scalar);
  entries.sort(([a], [b]) => (numeric ? Number(a) - Number(b) : compareBytes(a, b)));
  return {kind: 'map', entries};
}

function any(descriptors: Descriptors, value: unknown, path: Path): ProtoNode {
  if (!isMessage(value)) return fail(path, ANY, value);
  const url = Object.hasOwn(value, '@type') ? value['@type'] : '';
  if (typeof url !== 'string') return fail(path, 'string', url);
  if (url === '') return {kind: 'message', entries: []};
  const type = descriptors.message(url.slice(url.lastIndexOf('/') + 1));
  if (!type && descriptors.keepUnknown) return {kind: 'message', entries: [['@type', url]]};
  if (!type) {
    throw new IstioctlError(`cannot print ${path.join('.')}: the message type ${JSON.stringify(url)} is not found`, {
      hint: 'the table does not need it; proxy-config all -o json prints the dump as it is',
    });
  }
  const content =
    wellKnownReader(type.name) || type.name === 'google.protobuf.Empty' || type.name === ANY
      ? [['value', message(descriptors, type, value['value'] ?? {}, path)] as const]
      : fieldsOf(descriptors, type, value, path);
  return {kind: 'message', entries: [['@type', url], ...content]} satisfies ProtoObject;
}

function fail(path: Path, wanted: string, value: unknown): never {
  const name = path.at(-1) ?? '';
  throw refused(path, `invalid value for ${wanted} field ${name}: ${JSON.stringify(value)?.slice(0, 60)}`);
}

function refused(path: Path, reason: string): IstioctlError {
  return new IstioctlError(`error unmarshalling config dump response from Envoy: ${path.join('.')}: ${reason}`, {
    exitCode: ExitCode.UnreadableInput,
  });
}
