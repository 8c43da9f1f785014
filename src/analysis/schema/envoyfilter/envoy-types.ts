// SPDX-License-Identifier: Apache-2.0

import type {Field, FieldType, MessageType, ScalarName} from '../../../api/messages/notation.js';
import {
  type Descriptors,
  type Field as EnvoyField,
  type MessageType as EnvoyMessage,
  loadDescriptors,
  type Scalar,
} from '../../../envoy/proto/descriptors.js';

let messages: ((name: string) => MessageType | undefined) | undefined;

/** Loads Envoy's messages. To be awaited before rules that read Envoy's configuration run. */
export async function loadEnvoyTypes(): Promise<void> {
  messages ??= messagesOf(await loadDescriptors());
}

/** The message of that full name, as the decoder wants it; undefined where istioctl does not know it. */
export function envoyMessage(name: string): MessageType | undefined {
  if (!messages) throw new Error('loadEnvoyTypes was not awaited');
  return messages(name);
}

function messagesOf(descriptors: Descriptors): (name: string) => MessageType | undefined {
  const known = new Map<string, MessageType>();
  const find = (name: string): MessageType | undefined => {
    const found = known.get(name);
    if (found) return found;
    const envoy = descriptors.message(name);
    if (!envoy) return undefined;
    const fields = new Map<string, Field>();
    const type = {name, protobuf: true, fields};
    known.set(name, type);
    for (const [written, field] of envoy.fields) fields.set(written, fieldOf(field, envoy));
    return type;
  };
  const fieldOf = (field: EnvoyField, home: EnvoyMessage): Field => {
    const single = typeOf(descriptors, field.type, find);
    const type = field.key ? {kind: 'map' as const, of: single} : single;
    const rivals = [...new Set(home.fields.values())].filter(
      (other) => other !== field && field.oneof !== undefined && other.oneof === field.oneof,
    );
    return {
      name: field.name,
      type: field.repeated ? {kind: 'list', of: type} : type,
      presence: field.presence || field.oneof !== undefined || isWrapper(descriptors, field),
      rivals: rivals.map(({name}) => name),
    };
  };
  return find;
}

const SCALARS: Readonly<Record<Scalar, ScalarName>> = {
  s: 'string',
  b: 'bool',
  y: 'bytes',
  d: 'double',
  f: 'double',
  i: 'int32',
  u: 'uint32',
  I: 'int64',
  U: 'uint64',
};

const WELL_KNOWN: ReadonlyMap<string, ScalarName> = new Map([
  ['Duration', 'duration'],
  ['Timestamp', 'timestamp'],
  ['Struct', 'struct'],
  ['Value', 'value'],
  ['ListValue', 'value'],
  ['FieldMask', 'value'],
  ['BoolValue', 'bool'],
  ['BytesValue', 'bytes'],
  ['DoubleValue', 'double'],
  ['FloatValue', 'double'],
  ['Int32Value', 'int32'],
  ['Int64Value', 'int64'],
  ['StringValue', 'string'],
  ['UInt32Value', 'uint32'],
  ['UInt64Value', 'uint64'],
]);

function typeOf(
  descriptors: Descriptors,
  type: EnvoyField['type'],
  find: (name: string) => MessageType | undefined,
): FieldType {
  if (type.kind === 'scalar') return {kind: 'scalar', name: SCALARS[type.scalar]};
  if (type.kind === 'enum') {
    const {name, names} = descriptors.enumAt(type.index);
    const values: string[] = [];
    for (const [number, label] of names) if (number >= 0) values[number] = label;
    return {kind: 'enum', name, values};
  }
  const {name} = descriptors.messageAt(type.index);
  if (name === 'google.protobuf.Any') return {kind: 'any', resolve: (url) => find(url.slice(url.lastIndexOf('/') + 1))};
  const scalar = wellKnown(name);
  if (scalar !== undefined) return {kind: 'scalar', name: scalar};
  return {kind: 'message', message: () => find(name) ?? {name, protobuf: true, fields: new Map()}};
}

function wellKnown(name: string): ScalarName | undefined {
  const prefix = 'google.protobuf.';
  return name.startsWith(prefix) ? WELL_KNOWN.get(name.slice(prefix.length)) : undefined;
}

function isWrapper(descriptors: Descriptors, {type}: EnvoyField): boolean {
  return type.kind === 'message' && /^google\.protobuf\.\w+Value$/.test(descriptors.messageAt(type.index).name);
}
