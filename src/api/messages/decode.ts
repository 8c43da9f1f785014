// SPDX-License-Identifier: Apache-2.0

import {DecodeError, mismatch} from './decode-error.js';
import type {Field, FieldType, MessageType} from './notation.js';
import {decodeScalar, isZero} from './scalars.js';

export interface UnknownField {
  /** Where the field stands, itself included. */
  path: readonly (string | number)[];
  message: MessageType;
}

export interface DecodeOptions {
  /** Told of fields that the message does not have. They are left out of the result in any case. */
  onUnknown?: (field: UnknownField) => void;
  /** Where the message itself stands; all paths begin with it. */
  path?: readonly string[];
}

type Decoded = Record<string, unknown>;

/**
 * A message from its JSON: fields in lowerCamelCase, those left out that are zero (unless zero means something),
 * durations as their text, enums by name, unknown numbers of enums as numbers; of the members of a oneof the last.
 * Throws {@link DecodeError} for the first value that does not fit. T is the shape that the message's table describes.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what the table describes
export function decodeMessage<T extends object>(type: MessageType, value: unknown, options: DecodeOptions = {}): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is that of the message's table
  return message(type, value, {options, path: [...(options.path ?? [])], protobuf: type.protobuf}) as T;
}

interface Place {
  options: DecodeOptions;
  path: (string | number)[];
  /** The innermost message is protobuf's, not a struct of Kubernetes. */
  protobuf: boolean;
}

function message(type: MessageType, value: unknown, place: Place): Decoded {
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw mismatch(value, type.protobuf ? 'map[string]json.RawMessage' : `v1.${type.name}`);
  const decoded: Decoded = {};
  for (const [key, entry] of Object.entries(value)) {
    const field = type.fields.get(key);
    place.path.push(key);
    if (field) assign(decoded, field, inStruct(type, field, entry, place));
    else place.options.onUnknown?.({path: [...place.path], message: type});
    place.path.pop();
  }
  return decoded;
}

/** Kubernetes' decoder names the struct and the path of what does not fit. */
function inStruct(type: MessageType, field: Field, entry: unknown, place: Place): unknown {
  place.protobuf = type.protobuf;
  if (type.protobuf) return decodeValue(field.type, entry, place);
  try {
    return decodeValue(field.type, entry, place);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const names = place.path.filter((step) => typeof step === 'string');
    throw error.within({struct: type.name, path: names.join('.')});
  }
}

function assign(decoded: Decoded, field: Field, value: unknown): void {
  if (value === undefined || (!field.presence && isZero(value, field.type))) return;
  for (const rival of field.rivals) delete decoded[rival];
  decoded[field.name] = value;
}

function decodeValue(type: FieldType, value: unknown, place: Place): unknown {
  if (value === null && !(type.kind === 'scalar' && type.name === 'value')) return undefined;
  switch (type.kind) {
    case 'scalar':
      return decodeScalar(type.name, value, place.protobuf);
    case 'enum':
      return decodeEnum(type, value);
    case 'message':
      return message(type.message(), value, place);
    case 'any':
      return any(type.resolve, value, place);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(value, '[]json.RawMessage');
      return value.map((item, index) => element(type.of, item, index, place));
    case 'map':
      if (!isRecord(value)) throw mismatch(value, 'map[string]json.RawMessage');
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => {
          if (type.numbered) decodeScalar('uint32', key, place.protobuf);
          return [key, element(type.of, entry, key, place)];
        }),
      );
  }
}

/** The content of an Any, with its type URL beside the fields. */
function any(resolve: (url: string) => MessageType | undefined, value: unknown, place: Place): unknown {
  if (!isRecord(value)) throw mismatch(value, 'map[string]json.RawMessage');
  const {'@type': url, ...content} = value;
  if (typeof url !== 'string') throw new DecodeError("Any JSON doesn't have '@type'");
  const type = resolve(url);
  if (!type) throw new DecodeError(`could not resolve Any message type: ${url}`);
  // Messages whose JSON is no object stand behind `value`, and have no fields to look at.
  return {'@type': url, ...(type.fields.size === 0 ? content : message(type, content, place))};
}

/** What is null in a list or a map becomes an empty value. */
function element(type: FieldType, value: unknown, step: string | number, place: Place): unknown {
  place.path.push(step);
  const decoded = decodeValue(type, value, place) ?? emptyOf(type);
  place.path.pop();
  return decoded;
}

function emptyOf(type: FieldType): unknown {
  if (type.kind === 'enum') return type.values[0];
  if (type.kind !== 'scalar') return type.kind === 'list' ? [] : {};
  if (type.name === 'string' || type.name === 'bytes') return '';
  if (type.name === 'bool') return false;
  return type.name === 'duration' ? '0s' : type.name === 'struct' ? {} : 0;
}

function decodeEnum(type: {name: string; values: readonly string[]}, value: unknown): string | number {
  if (typeof value === 'number') return type.values[value] ?? value;
  if (typeof value === 'string' && type.values.includes(value)) return value;
  throw new DecodeError(`unknown value ${JSON.stringify(JSON.stringify(value))} for enum ${type.name}`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
