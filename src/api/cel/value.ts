// SPDX-License-Identifier: Apache-2.0

import type {CelInput} from '@bufbuild/cel';
import {entrySchema, isObject, type StructuralSchema} from '../structural/schema.js';

/**
 * A JSON value as rules see it: whole numbers where the schema wants them (JSON does not tell them from others), and
 * properties by the names that CEL can spell.
 */
export function celValue(value: unknown, schema: StructuralSchema | undefined): CelInput {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items));
  if (isObject(value)) {
    return new Map(Object.entries(value).map(([key, entry]) => entryOf(key, entry, schema)));
  }
  if (typeof value === 'number') return isInteger(value, schema) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  throw new TypeError(`no JSON value: ${typeof value}`);
}

function entryOf(key: string, entry: unknown, schema: StructuralSchema | undefined): [string, CelInput] {
  const isProperty = schema?.properties !== undefined && Object.hasOwn(schema.properties, key);
  return [isProperty ? celName(key) : key, celValue(entry, entrySchema(schema, key))];
}

function isInteger(value: number, schema: StructuralSchema | undefined): boolean {
  return Number.isInteger(value) && schema?.type !== 'number';
}

/** Words of the language that are no names in it. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var void ' +
    'while'
  ).split(' '),
);

const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name of a property in rules, for example `__namespace__`. */
export function celName(property: string): string {
  if (RESERVED.has(property)) return `__${property}__`;
  return property.replaceAll(/__|[./-]/g, (text) => ESCAPES[text] ?? text);
}
