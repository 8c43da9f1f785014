// SPDX-License-Identifier: Apache-2.0
import {BinaryWriter, WireType} from '@bufbuild/protobuf/wire';
import type {Descriptors, Field, FieldType, Scalar} from './descriptors.js';
import type {ProtoNode} from './node.js';
import {normalise} from './normalise.js';

/**
 * Writes JSON as the binary form of a message of that type, by the rules by which {@link normalise} reads it. Throws an
 * IstioctlError for a value that does not fit.
 */
export function encode(descriptors: Descriptors, typeName: string, value: unknown): Uint8Array {
  return messageBytes(descriptors, typeName, normalise(descriptors, typeName, value));
}

function messageBytes(descriptors: Descriptors, typeName: string, node: ProtoNode): Uint8Array {
  const writer = new BinaryWriter();
  const own = ownForm(typeName, node);
  const entries = own ?? (node !== null && typeof node === 'object' && 'entries' in node ? node.entries : []);
  if (typeName === 'google.protobuf.Any') return anyBytes(descriptors, entries);
  const type = descriptors.message(typeName);
  if (!type) throw new Error(`no descriptor of ${typeName}`);
  for (const [name, content] of entries) {
    const field = type.fields.get(name);
    if (field) writeField(descriptors, writer, field, content);
  }
  return writer.finish();
}

/** The fields of a message of google.protobuf whose JSON is not a list of them; undefined for all others. */
function ownForm(typeName: string, node: ProtoNode): readonly (readonly [string, ProtoNode])[] | undefined {
  switch (typeName) {
    case 'google.protobuf.Struct':
      return node !== null && typeof node === 'object' && 'entries' in node
        ? [['fields', {kind: 'map', entries: node.entries}]]
        : [];
    case 'google.protobuf.ListValue':
      return node !== null && typeof node === 'object' && 'items' in node
        ? [['values', {kind: 'list', items: node.items}]]
        : [];
    case 'google.protobuf.Value':
      return [[memberFor(node), node]];
    case 'google.protobuf.Timestamp':
      return timeFields(scalarText(node).replace(/(\.\d+)?Z$/, 'Z'), scalarText(node));
    case 'google.protobuf.Duration':
      return durationFields(scalarText(node));
    case 'google.protobuf.FieldMask':
      return [['paths', {kind: 'list', items: scalarText(node).split(',').filter(Boolean)}]];
    default:
      return /^google\.protobuf\.\w+Value$/.test(typeName) ? [['value', node]] : undefined;
  }
}

function memberFor(node: ProtoNode): string {
  if (node === null) return 'nullValue';
  if (typeof node === 'string') return 'stringValue';
  if (typeof node === 'number') return 'numberValue';
  if (typeof node === 'boolean') return 'boolValue';
  return 'items' in node ? 'listValue' : 'structValue';
}

function timeFields(whole: string, text: string): [string, ProtoNode][] {
  return [
    ['seconds', String(Date.parse(whole) / 1000)],
    ['nanos', nanosOf(text)],
  ];
}

function durationFields(text: string): [string, ProtoNode][] {
  const sign = text.startsWith('-') ? -1 : 1;
  const seconds = text.replace(/^(-?\d+).*$/, '$1');
  return [
    ['seconds', seconds === '-0' ? '0' : seconds],
    ['nanos', sign * nanosOf(text)],
  ];
}

function nanosOf(text: string): number {
  return Number((/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0'));
}

function anyBytes(descriptors: Descriptors, entries: readonly (readonly [string, ProtoNode])[]): Uint8Array {
  const writer = new BinaryWriter();
  const [type, ...content] = entries;
  if (type === undefined) return writer.finish();
  const url = scalarText(type[1]);
  const name = url.slice(url.lastIndexOf('/') + 1);
  const own = name.startsWith('google.protobuf.') ? content[0]?.[1] : undefined;
  writer.tag(1, WireType.LengthDelimited).string(url);
  const bytes = messageBytes(descriptors, name, own === undefined ? {kind: 'message', entries: content} : own);
  writer.tag(2, WireType.LengthDelimited).bytes(bytes);
  return writer.finish();
}

function writeField(descriptors: Descriptors, writer: BinaryWriter, field: Field, node: ProtoNode): void {
  if (field.key && node !== null && typeof node === 'object' && 'entries' in node) {
    for (const [key, value] of node.entries) {
      writer.tag(field.number, WireType.LengthDelimited).fork();
      writeSingle(descriptors, writer, 1, field.key, key);
      writeSingle(descriptors, writer, 2, field.type, value);
      writer.join();
    }
  } else if (field.repeated && node !== null && typeof node === 'object' && 'items' in node) {
    for (const item of node.items) writeSingle(descriptors, writer, field.number, field.type, item);
  } else writeSingle(descriptors, writer, field.number, field.type, node);
}

function writeSingle(
  descriptors: Descriptors,
  writer: BinaryWriter,
  number: number,
  type: FieldType,
  node: ProtoNode,
): void {
  switch (type.kind) {
    case 'message': {
      const bytes = messageBytes(descriptors, descriptors.messageAt(type.index).name, node);
      writer.tag(number, WireType.LengthDelimited).bytes(bytes);
      return;
    }
    case 'enum': {
      const value =
        node === null
          ? 0
          : typeof node === 'number'
            ? node
            : descriptors.enumAt(type.index).numbers.get(scalarText(node));
      writer.tag(number, WireType.Varint).int32(value ?? 0);
      return;
    }
    case 'scalar':
      writeScalar(writer, number, type.scalar, node);
  }
}

function writeScalar(writer: BinaryWriter, number: number, scalar: Scalar, node: ProtoNode): void {
  switch (scalar) {
    case 's':
      writer.tag(number, WireType.LengthDelimited).string(scalarText(node));
      return;
    case 'y':
      writer.tag(number, WireType.LengthDelimited).bytes(Buffer.from(scalarText(node), 'base64'));
      return;
    case 'b':
      writer.tag(number, WireType.Varint).bool(node === true || node === 'true');
      return;
    case 'd':
      writer.tag(number, WireType.Bit64).double(Number(node));
      return;
    case 'f':
      writer.tag(number, WireType.Bit32).float(Number(node));
      return;
    case 'i':
      writer.tag(number, WireType.Varint).int32(Number(node));
      return;
    case 'u':
      writer.tag(number, WireType.Varint).uint32(Number(node));
      return;
    case 'I':
      writer.tag(number, WireType.Varint).int64(scalarText(node));
      return;
    case 'U':
      writer.tag(number, WireType.Varint).uint64(scalarText(node));
  }
}

/** Objects are never where this is asked for. */
function scalarText(node: ProtoNode): string {
  return typeof node === 'object' ? '' : String(node);
}
