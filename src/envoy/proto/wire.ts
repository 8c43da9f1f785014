// SPDX-License-Identifier: Apache-2.0
import {BinaryReader, WireType} from '@bufbuild/protobuf/wire';
import {isMessage} from '../dump/message.js';
import type {Descriptors, Field, FieldType, MessageType, Scalar} from './descriptors.js';
import {hasOwnJson, wellKnownJson} from './well-known-json.js';

/**
 * Reads the binary form of a message of that type into what its JSON form would parse to, with JSON names. What the
 * descriptors do not know is left out; of an Any its `@type` and its bytes, in base64, stay. Throws where the bytes are
 * no message.
 */
export function decode(descriptors: Descriptors, typeName: string, bytes: Uint8Array): unknown {
  const type = descriptors.message(typeName);
  if (!type) throw new Error(`no descriptor of ${typeName}`);
  const reader = new BinaryReader(bytes);
  return message(descriptors, type, reader, reader.len);
}

type Fields = Record<string, unknown>;

function message(descriptors: Descriptors, type: MessageType, reader: BinaryReader, end: number): unknown {
  if (type.name === 'google.protobuf.Any') return any(descriptors, reader, end);
  const fields: Fields = {};
  const oneofs = new Map<number, string>();
  const numbers = numbersOf(type);
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = numbers.get(number);
    if (field === undefined) {
      reader.skip(wire, number);
      continue;
    }
    if (field.oneof !== undefined) {
      // Of several members the last one counts.
      const before = oneofs.get(field.oneof);
      if (before !== undefined && before !== field.name) delete fields[before];
      oneofs.set(field.oneof, field.name);
    }
    readInto(descriptors, fields, field, reader, wire);
  }
  if (reader.pos !== end) throw new RangeError('a field reaches beyond its message');
  return wellKnownJson(type.name, fields);
}

const byNumber = new WeakMap<MessageType, ReadonlyMap<number, Field>>();

function numbersOf(type: MessageType): ReadonlyMap<number, Field> {
  let numbers = byNumber.get(type);
  if (!numbers) {
    numbers = new Map([...type.fields.values()].map((field) => [field.number, field]));
    byNumber.set(type, numbers);
  }
  return numbers;
}

function readInto(descriptors: Descriptors, fields: Fields, field: Field, reader: BinaryReader, wire: WireType): void {
  if (field.key) {
    const [key, value] = mapEntry(descriptors, field.key, field.type, reader);
    const before = fields[field.name];
    const entries = isMessage(before) ? before : {};
    // A key `__proto__` is one like any other.
    Object.defineProperty(entries, key, {value, configurable: true, enumerable: true, writable: true});
    fields[field.name] = entries;
  } else if (field.repeated) {
    const before = fields[field.name];
    const list: unknown[] = Array.isArray(before) ? before : [];
    fields[field.name] = list;
    if (wire === WireType.LengthDelimited && isPackable(field.type)) {
      const end = endOf(reader);
      while (reader.pos < end) list.push(single(descriptors, field.type, reader, WireType.Varint));
    } else list.push(single(descriptors, field.type, reader, wire));
  } else {
    const value = single(descriptors, field.type, reader, wire);
    const before = fields[field.name];
    // A message that is written in pieces is all of them together.
    fields[field.name] = isMessage(before) && isMessage(value) ? {...before, ...value} : value;
  }
}

function isPackable(type: FieldType): boolean {
  return type.kind === 'enum' || (type.kind === 'scalar' && !'sy'.includes(type.scalar));
}

function mapEntry(
  descriptors: Descriptors,
  keyType: FieldType,
  valueType: FieldType,
  reader: BinaryReader,
): [key: string, value: unknown] {
  const end = endOf(reader);
  let key: unknown = keyType.kind === 'scalar' && keyType.scalar !== 's' ? 0 : '';
  let value: unknown;
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    if (number === 1) key = single(descriptors, keyType, reader, wire);
    else if (number === 2) value = single(descriptors, valueType, reader, wire);
    else reader.skip(wire, number);
  }
  return [String(key), value ?? emptyValue(descriptors, valueType)];
}

/** The value of an entry that has none. */
function emptyValue(descriptors: Descriptors, type: FieldType): unknown {
  switch (type.kind) {
    case 'message':
      return message(descriptors, descriptors.messageAt(type.index), new BinaryReader(new Uint8Array()), 0);
    case 'enum':
      return 0;
    case 'scalar':
      return 'sy'.includes(type.scalar) ? '' : type.scalar === 'b' ? false : 0;
  }
}

function endOf(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('premature end');
  return end;
}

function single(descriptors: Descriptors, type: FieldType, reader: BinaryReader, wire: WireType): unknown {
  switch (type.kind) {
    case 'message': {
      const end = endOf(reader);
      return message(descriptors, descriptors.messageAt(type.index), reader, end);
    }
    case 'enum': {
      const number = reader.int32();
      return descriptors.enumAt(type.index).names.get(number) ?? number;
    }
    case 'scalar':
      return scalar(type.scalar, reader, wire);
  }
}

function scalar(type: Scalar, reader: BinaryReader, wire: WireType): unknown {
  switch (type) {
    case 's':
      return reader.string();
    case 'b':
      return reader.bool();
    case 'y':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'd':
      return floating(reader.double());
    case 'f':
      return floating(reader.float());
    case 'i':
      return wire === WireType.Bit32 ? reader.sfixed32() : reader.int32();
    case 'u':
      return wire === WireType.Bit32 ? reader.fixed32() : reader.uint32();
    case 'I':
      return String(wire === WireType.Bit64 ? reader.sfixed64() : reader.int64());
    case 'U':
      return String(wire === WireType.Bit64 ? reader.fixed64() : reader.uint64());
  }
}

/** JSON has no numbers for these. */
function floating(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function any(descriptors: Descriptors, reader: BinaryReader, end: number): unknown {
  let url = '';
  let bytes: Uint8Array = new Uint8Array();
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    if (number === 1) url = reader.string();
    else if (number === 2) bytes = reader.bytes();
    else reader.skip(wire, number);
  }
  if (url === '') return {};
  const name = url.slice(url.lastIndexOf('/') + 1);
  if (!descriptors.message(name)) return {'@type': url, value: Buffer.from(bytes).toString('base64')};
  const content = decode(descriptors, name, bytes);
  if (!isMessage(content) || hasOwnJson(name)) return {'@type': url, value: content};
  return {'@type': url, ...content};
}
