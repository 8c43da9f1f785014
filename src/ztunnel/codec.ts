// SPDX-License-Identifier: Apache-2.0
import {isMessage} from '../envoy/dump/message.js';
import type {ProtoNode} from '../envoy/proto/node.js';
import {compareBytes} from '../envoy/proto/well-known.js';
import {ExitCode, IstioctlError} from '../errors.js';

/**
 * How one type is read from JSON and printed again, as Go's encoding/json does with structs: null is the zero value, keys
 * match whatever their case, fields are printed in the order of declaration.
 */
export interface Codec<T> {
  /** `path` names the value in errors. */
  read(value: unknown, path: string): T;
  /** Undefined for a field that is left out. */
  print(value: T): ProtoNode | undefined;
}

export type TypeOf<C> = C extends Codec<infer T> ? T : never;

export const text: Codec<string> = {
  read: (value, path) => (typeof value === 'string' ? value : zero(value, '', 'a string', path)),
  print: (value) => value,
};

export const number: Codec<number> = {
  read: (value, path) => (typeof value === 'number' ? value : zero(value, 0, 'a number', path)),
  print: (value) => value,
};

export const truth: Codec<boolean> = {
  read: (value, path) => (typeof value === 'boolean' ? value : zero(value, false, 'true or false', path)),
  print: (value) => value,
};

/** Any JSON, kept as it is; left out where there is none. */
export const anything: Codec<unknown> = {
  read: (value) => value ?? undefined,
  print: plainNode,
};

/** A list, null where there is none. */
export function list<T>(item: Codec<T>): Codec<T[] | null> {
  return {
    read: (value, path) => {
      if (!Array.isArray(value)) return zero(value, null, 'a list', path);
      return value.map((each, i) => item.read(each, `${path}[${i}]`));
    },
    print: (value) => value && {kind: 'list', items: value.map((each) => item.print(each) ?? null)},
  };
}

/** A map by text, null where there is none; printed by key. */
export function map<T>(item: Codec<T>): Codec<ReadonlyMap<string, T> | null> {
  return {
    read: (value, path) => {
      if (!isMessage(value)) return zero(value, null, 'an object', path);
      return new Map(Object.entries(value).map(([key, each]) => [key, item.read(each, `${path}.${key}`)]));
    },
    print: (value) => {
      if (!value) return null;
      const entries = [...value].map(([key, each]) => [key, item.print(each) ?? null] as const);
      return {kind: 'map', entries: entries.sort(([a], [b]) => compareBytes(a, b))};
    },
  };
}

/** A list, or an object of which only the values count. */
export function values<T>(item: Codec<T>): Codec<T[] | null> {
  const each = list(item);
  return {...each, read: (value, path) => each.read(isMessage(value) ? Object.values(value) : value, path)};
}

/** Left out where it is zero or empty. */
export function omitEmpty<T>(codec: Codec<T>): Codec<T> {
  return {
    ...codec,
    print: (value) => {
      const node = codec.print(value);
      const empty = node !== null && typeof node === 'object' && 'items' in node && node.items.length === 0;
      return empty || node === null || node === '' || node === 0 || node === false ? undefined : node;
    },
  };
}

/** A struct that may be missing, and is left out then. */
export function pointer<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    read: (value, path) => (value === undefined || value === null ? undefined : codec.read(value, path)),
    print: (value) => (value === undefined ? undefined : codec.print(value)),
  };
}

type Fields = Readonly<Record<string, Codec<unknown>>>;

/** A struct with these fields in this order. */
export function struct<F extends {readonly [K in keyof F]: Codec<never> | Codec<unknown>}>(
  fields: F,
): Codec<{readonly [K in keyof F]: TypeOf<F[K]>}>;
export function struct(fields: Fields): Codec<Record<string, unknown>> {
  const names = Object.keys(fields);
  return {
    read: (value, path) => {
      if (value !== undefined && value !== null && !isMessage(value)) return fail(value, 'an object', path);
      const given = new Map(Object.entries(value ?? {}).map(([key, each]) => [key.toLowerCase(), each]));
      return Object.fromEntries(
        names.map((name) => [name, fields[name]?.read(given.get(name.toLowerCase()), path ? `${path}.${name}` : name)]),
      );
    },
    print: (value) => ({
      kind: 'message',
      entries: names.flatMap((name) => {
        const node = fields[name]?.print(value[name]);
        return node === undefined ? [] : [[name, node] as const];
      }),
    }),
  };
}

function zero<T>(value: unknown, empty: T, wanted: string, path: string): T {
  return value === undefined || value === null ? empty : fail(value, wanted, path);
}

function fail(value: unknown, wanted: string, path: string): never {
  throw new IstioctlError(
    `error unmarshalling config dump response from ztunnel: ${path && `${path}: `}${wanted} was expected, not ${JSON.stringify(value).slice(0, 60)}`,
    {exitCode: ExitCode.UnreadableInput},
  );
}

function plainNode(value: unknown): ProtoNode | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return {kind: 'list', items: value.map((each) => plainNode(each) ?? null)};
  const entries = Object.entries(value).map(([key, each]) => [key, plainNode(each) ?? null] as const);
  return {kind: 'map', entries: entries.sort(([a], [b]) => compareBytes(a, b))};
}
