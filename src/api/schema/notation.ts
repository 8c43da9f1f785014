// SPDX-License-Identifier: Apache-2.0

/**
 * How the tables of this folder's neighbours are written: message name → field name → text
 *
 *     type [> strict type] [~ remark] [^ replacement] [# doc]
 *
 * - `type` is what the reference decodes; `> strict type` what we hold the value against where that says more.
 *   A type `-` refuses the field: `- > bool` is a field that only we know, `bool > -` one that no longer works.
 * - `~ remark`: nothing reads the field; the remark says what to use instead (with `> -`: why it is refused).
 * - `^ replacement`: deprecated, with the path that takes its place.
 * - types: a scalar of {@link scalarNames}, with bounds `int32(0..100)`; `=A|B` an enum; `[T]` a list; `{T}` a map;
 *   `labels` and `annotations` the maps that Kubernetes calls so; `Message` in the same table or `table.Message`.
 *   A trailing `!` marks a field that must be given.
 */
export interface Messages {
  readonly [message: string]: {readonly [field: string]: string};
}

/** Scalars of the notation. The first row is what decoders know, the others add rules on top of them. */
// biome-ignore format: one row for each of the two kinds
const scalarNames = [
  'any', 'bool', 'bytes', 'double', 'duration', 'int32', 'int64', 'object', 'string', 'time', 'uint32',
  'certProvider', 'cidr', 'cidrList', 'dnsLabel', 'dnsSubdomain', 'httpStatus', 'hub', 'image', 'imageTag', 'intOrPercent', 'intOrString',
  'labelKey', 'labelValue', 'port', 'port0', 'portList', 'portOrName', 'quantity', 'revision', 'scalar', 'text', 'url',
] as const;

export type ScalarName = (typeof scalarNames)[number];

export type FieldType =
  | {readonly kind: 'refused'}
  | {readonly kind: 'scalar'; readonly name: ScalarName; readonly min?: number; readonly max?: number}
  | {readonly kind: 'enum'; readonly values: readonly string[]}
  | {readonly kind: 'list'; readonly of: FieldType}
  | {readonly kind: 'map'; readonly of: FieldType; readonly keys?: FieldType}
  | {readonly kind: 'message'; readonly table: string; readonly name: string};

export interface Field {
  readonly name: string;
  /** What the reference decodes. */
  readonly reference: FieldType;
  /** What we hold the value against. */
  readonly strict: FieldType;
  readonly required: boolean;
  /** Set when nothing reads the field (or, with a refused strict type, why it is refused). */
  readonly remark?: string;
  /** Set when the field is deprecated: the path that takes its place. */
  readonly replacement?: string;
  readonly doc?: string;
}

const FIELD =
  /^(?<type>\S+?)(?<required>!)?(?: > (?<strict>\S+))?(?: ~ (?<remark>[^#^]+?))?(?: \^ (?<replacement>\S+))?(?: # (?<doc>.+))?$/u;

/** Reads one field of a table; `table` is where unqualified message names are looked up. */
export function parseField(table: string, name: string, text: string): Field {
  const parts = FIELD.exec(text)?.groups;
  if (parts?.['type'] === undefined) throw new SyntaxError(`field ${name} of table ${table}: cannot read "${text}"`);
  const reference = parseType(table, parts['type']);
  return {
    name,
    reference,
    strict: parts['strict'] === undefined ? reference : parseType(table, parts['strict']),
    required: parts['required'] !== undefined,
    ...(parts['remark'] !== undefined && {remark: parts['remark']}),
    ...(parts['replacement'] !== undefined && {replacement: parts['replacement']}),
    ...(parts['doc'] !== undefined && {doc: parts['doc']}),
  };
}

const labelKey: FieldType = {kind: 'scalar', name: 'labelKey'};

function parseType(table: string, text: string): FieldType {
  if (text === 'labels') return {kind: 'map', keys: labelKey, of: {kind: 'scalar', name: 'labelValue'}};
  if (text === 'annotations') return {kind: 'map', keys: labelKey, of: {kind: 'scalar', name: 'string'}};
  if (text === '-') return {kind: 'refused'};
  if (text.startsWith('=')) return {kind: 'enum', values: text.slice(1).split('|')};
  if (text.startsWith('[')) return {kind: 'list', of: parseType(table, text.slice(1, -1))};
  if (text.startsWith('{')) return {kind: 'map', of: parseType(table, text.slice(1, -1))};
  const dot = text.indexOf('.');
  if (/^[A-Z]/u.test(text)) return {kind: 'message', table, name: text};
  if (dot > 0 && !text.includes('(')) return {kind: 'message', table: text.slice(0, dot), name: text.slice(dot + 1)};
  return parseScalar(text);
}

function parseScalar(text: string): FieldType {
  const [word = '', bounds] = text.split('(');
  const name = scalarNames.find((known) => known === word);
  if (name === undefined) throw new SyntaxError(`unknown type "${text}"`);
  const [min, max] = bounds?.slice(0, -1).split('..') ?? [];
  return {kind: 'scalar', name, ...(min && {min: Number(min)}), ...(max && {max: Number(max)})};
}
