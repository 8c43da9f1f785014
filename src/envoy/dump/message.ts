// SPDX-License-Identifier: Apache-2.0

/**
 * A protobuf message as JSON has it. Fields are asked for by their names in the .proto file and found under these and
 * under their JSON names; null counts as unset (spec/proxy.md §1.8).
 */
export interface Message {
  readonly [name: string]: unknown;
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const jsonNames = new Map<string, string>();

/** `route_config` as `routeConfig`. */
export function jsonName(name: string): string {
  let known = jsonNames.get(name);
  if (known === undefined) {
    known = name.replace(/_+([a-z]?)/g, (_, letter: string) => letter.toUpperCase());
    jsonNames.set(name, known);
  }
  return known;
}

/** The value of a field, undefined when it is unset. No field has the name of something that every object inherits. */
export function field(message: Message, name: string): unknown {
  return message[name] ?? message[jsonName(name)] ?? undefined;
}

/** A field of type string; empty when unset. */
export function textField(message: Message, name: string): string {
  const value = field(message, name);
  if (value === undefined) return '';
  if (typeof value !== 'string') throw wrongType('string', name, value);
  return value;
}

/** A field of an integer type, which JSON may quote; undefined when unset. */
export function integerField(message: Message, name: string): number | undefined {
  const value = field(message, name);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw wrongType('integer', name, value);
  return number;
}

/** A field of type bool; false when unset. */
export function booleanField(message: Message, name: string): boolean {
  const value = field(message, name);
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw wrongType('bool', name, value);
  return value;
}

/** An enum by name: as it stands there, or from its number; undefined when unset or unknown. */
export function enumField(message: Message, name: string, names: readonly string[]): string | undefined {
  const value = field(message, name);
  if (value === undefined) return undefined;
  if (typeof value === 'number') return names[value] ?? String(value);
  if (typeof value !== 'string') throw wrongType('enum', name, value);
  return names.includes(value) ? value : undefined;
}

/** A message within a message; undefined when unset. */
export function messageField(message: Message, name: string): Message | undefined {
  const value = field(message, name);
  if (value === undefined) return undefined;
  if (!isMessage(value)) throw wrongType('message', name, value);
  return value;
}

/** A list of messages; empty when unset. */
export function messagesField(message: Message, name: string): Message[] {
  return listField(message, name).map((value) => {
    if (!isMessage(value)) throw wrongType('message', name, value);
    return value;
  });
}

/** A list of strings; empty when unset. */
export function textsField(message: Message, name: string): string[] {
  return listField(message, name).map((value) => {
    if (typeof value !== 'string') throw wrongType('string', name, value);
    return value;
  });
}

function listField(message: Message, name: string): unknown[] {
  const value = field(message, name) ?? [];
  if (!Array.isArray(value)) throw wrongType('list', name, value);
  return value;
}

/** The name of the message in an Any, which is what follows the last slash of its URL; empty for an empty Any. */
export function typeOf(any: Message | undefined): string {
  const url = any?.['@type'];
  return typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : '';
}

/** A field whose value does not fit its type. Who knows where the message stands makes an IstioctlError of it (`located` in config-dump.ts). */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

export function wrongType(wanted: string, name: string, found: unknown): FieldError {
  return new FieldError(`invalid value for ${wanted} field ${name}: ${JSON.stringify(found).slice(0, 60)}`);
}
