// SPDX-License-Identifier: Apache-2.0
import type {Descriptors, Field, FieldType, MessageType} from '../../envoy/proto/descriptors.js';
import type {ProtoNode} from '../../envoy/proto/node.js';
import {normalise} from '../../envoy/proto/normalise.js';
import {wellKnownReader} from '../../envoy/proto/well-known.js';
import type {EnvoyMessage, EnvoyValue} from '../model/json.js';

/**
 * Returns JSON, fields under either of their names, as a message of that type with the field names of the .proto file;
 * fields that the type does not have and zero values are left out.
 *
 * @throws IstioctlError for a value that does not fit its field, and for an Any of an unknown type
 */
export function readMessage(descriptors: Descriptors, typeName: string, value: unknown): EnvoyMessage {
  const type = descriptors.message(typeName);
  const node = normalise(descriptors, typeName, value);
  const message = type && protoNames(descriptors, type, node);
  return isObject(message) ? message : {};
}

/** Whether a JSON value is an object. */
export function isObject(value: EnvoyValue | undefined): value is EnvoyMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name of a resource; empty where it has none. */
export function nameOf({name}: EnvoyMessage): string {
  return typeof name === 'string' ? name : '';
}

/** The objects of a list; none where the field is unset. */
export function objects(value: EnvoyValue | undefined): EnvoyMessage[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The type of the message in an Any, where it is known. */
export function anyType(descriptors: Descriptors, any: EnvoyMessage): MessageType | undefined {
  const url = any['@type'];
  return typeof url === 'string' ? descriptors.message(url.slice(url.lastIndexOf('/') + 1)) : undefined;
}

function protoNames(descriptors: Descriptors, type: MessageType, node: ProtoNode): EnvoyValue {
  if (type.name === 'google.protobuf.Any') return anyNames(descriptors, node);
  if (wellKnownReader(type.name) || !isEntries(node)) return plain(node);
  return fieldNames(descriptors, type, node.entries);
}

type Entries = readonly (readonly [string, ProtoNode])[];

function isEntries(node: ProtoNode): node is Extract<ProtoNode, {entries: Entries}> {
  return typeof node === 'object' && node !== null && 'entries' in node;
}

function anyNames(descriptors: Descriptors, node: ProtoNode): EnvoyValue {
  if (!isEntries(node)) return plain(node);
  const [[, url = ''] = []] = node.entries;
  const rest = node.entries.slice(1);
  const type = anyType(descriptors, {'@type': typeof url === 'string' ? url : ''});
  if (!type) return plain(node);
  if (wellKnownReader(type.name)) return plain(node);
  return {'@type': plain(url), ...fieldNames(descriptors, type, rest)};
}

function fieldNames(descriptors: Descriptors, type: MessageType, entries: Entries): EnvoyMessage {
  const message: EnvoyMessage = {};
  for (const [name, node] of entries) {
    const field = type.fields.get(name);
    if (field) message[protoName(type, field)] = fieldValue(descriptors, field, node);
  }
  return message;
}

function fieldValue(descriptors: Descriptors, field: Field, node: ProtoNode): EnvoyValue {
  if (field.key && isEntries(node)) {
    return Object.fromEntries(node.entries.map(([key, value]) => [key, single(descriptors, field.type, value)]));
  }
  if (field.repeated && typeof node === 'object' && node !== null && 'items' in node) {
    return node.items.map((item) => single(descriptors, field.type, item));
  }
  return single(descriptors, field.type, node);
}

function single(descriptors: Descriptors, type: FieldType, node: ProtoNode): EnvoyValue {
  return type.kind === 'message' ? protoNames(descriptors, descriptors.messageAt(type.index), node) : plain(node);
}

function plain(node: ProtoNode): EnvoyValue {
  if (typeof node !== 'object' || node === null) return node;
  if ('items' in node) return node.items.map(plain);
  return Object.fromEntries(node.entries.map(([name, value]) => [name, plain(value)]));
}

const names = new WeakMap<Field, string>();

/** The name of a field in the .proto file: a type lists it before the field's name in JSON. */
export function protoName(type: MessageType, field: Field): string {
  if (!names.has(field)) {
    for (const [name, known] of type.fields) if (!names.has(known)) names.set(known, name);
  }
  return names.get(field) ?? field.name;
}
