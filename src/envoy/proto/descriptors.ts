// SPDX-License-Identifier: Apache-2.0
import {jsonName} from '../dump/message.js';

/** Scalar types by their letter in the generated data. */
export const SCALARS = {
  s: 'string',
  b: 'bool',
  y: 'bytes',
  d: 'double',
  f: 'float',
  i: 'int32',
  u: 'uint32',
  I: 'int64',
  U: 'uint64',
} as const;

export type Scalar = keyof typeof SCALARS;

export type FieldType =
  | {readonly kind: 'scalar'; readonly scalar: Scalar}
  | {readonly kind: 'message'; readonly index: number}
  | {readonly kind: 'enum'; readonly index: number};

export interface Field {
  /** Name in JSON. */
  readonly name: string;
  /** Place in the order of declaration. */
  readonly order: number;
  /** Number by which the binary form knows it. */
  readonly number: number;
  readonly type: FieldType;
  readonly repeated: boolean;
  /** Type of the keys where the field is a map. */
  readonly key: FieldType | undefined;
  /** A scalar that knows whether it was set, so that zero is printed. */
  readonly presence: boolean;
  /** Number of its oneof within the message. */
  readonly oneof: number | undefined;
}

export interface MessageType {
  readonly name: string;
  /** By JSON name and by the name in the .proto file. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface EnumType {
  readonly name: string;
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** The messages and enums that istioctl knows; each is read when it is first asked for. */
export interface Descriptors {
  message(name: string): MessageType | undefined;
  messageAt(index: number): MessageType;
  enumAt(index: number): EnumType;
  /** Leave an Any whose type is not known its `@type` and nothing else, instead of refusing it. */
  readonly keepUnknown?: boolean;
}

/** As scripts/envoy-descriptors writes them; its head says how to read them. */
export interface GeneratedDescriptors {
  readonly enums: readonly string[];
  readonly messages: readonly string[];
}

let loaded: Promise<Descriptors> | undefined;

/** The shipped descriptors, read once, when they are first asked for. */
export function loadDescriptors(): Promise<Descriptors> {
  loaded ??= import('./descriptors.generated.json', {with: {type: 'json'}}).then(({default: generated}) =>
    descriptorsOf(generated),
  );
  return loaded;
}

export function descriptorsOf({enums, messages}: GeneratedDescriptors): Descriptors {
  const indices = new Map(messages.map((text, index) => [text.split(' ', 1)[0] ?? '', index]));
  const messageAt = memoized((index) => readMessage(messages[index] ?? ''));
  return {
    message: (name) => {
      const index = indices.get(name);
      return index === undefined ? undefined : messageAt(index);
    },
    messageAt,
    enumAt: memoized((index) => readEnum(enums[index] ?? '')),
  };
}

function memoized<T>(read: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    let value = known.get(index);
    if (value === undefined) {
      value = read(index);
      known.set(index, value);
    }
    return value;
  };
}

function readEnum(text: string): EnumType {
  const [name = '', ...values] = text.split(' ');
  const names = new Map<number, string>();
  const numbers = new Map<string, number>();
  for (const value of values) {
    const [label = '', number] = value.split('=');
    numbers.set(label, Number(number));
    // Of several names for a number the first is printed.
    if (!names.has(Number(number))) names.set(Number(number), label);
  }
  return {name, names, numbers};
}

function readMessage(text: string): MessageType {
  const [name = '', ...texts] = text.split(' ');
  const fields = new Map<string, Field>();
  let next = 1;
  for (const [order, fieldText] of texts.entries()) {
    const [protoName = '', field] = readField(fieldText, order, next);
    fields.set(protoName, field);
    fields.set(field.name, field);
    next = field.number + 1;
  }
  return {name, fields};
}

const FIELD = /^(\w+)(?:=(\d+))?(?:@(\w+))?:(\*)?(?:<([^>]+)>)?(\?)?(?:\|(\d+))?([.#]\d+|[a-zA-Z])$/;

/** `next` is the number of a field that names none. */
function readField(text: string, order: number, next: number): [protoName: string, field: Field] {
  const [, protoName, number, json, list, key, presence, oneof, type] = FIELD.exec(text) ?? [];
  if (protoName === undefined || type === undefined) throw new Error(`unreadable field in descriptors: ${text}`);
  return [
    protoName,
    {
      name: json ?? jsonName(protoName),
      order,
      number: number === undefined ? next : Number(number),
      type: readType(type),
      repeated: list !== undefined,
      key: key === undefined ? undefined : readType(key),
      presence: presence !== undefined,
      oneof: oneof === undefined ? undefined : Number(oneof),
    },
  ];
}

function readType(text: string): FieldType {
  if (text.startsWith('.')) return {kind: 'message', index: Number(text.slice(1))};
  if (text.startsWith('#')) return {kind: 'enum', index: Number(text.slice(1))};
  if (!isScalar(text)) throw new Error(`unreadable type in descriptors: ${text}`);
  return {kind: 'scalar', scalar: text};
}

function isScalar(text: string): text is Scalar {
  return Object.hasOwn(SCALARS, text);
}
