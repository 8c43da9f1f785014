// SPDX-License-Identifier: Apache-2.0
import {isMessage} from '../dump/message.js';
import type {Scalar} from './descriptors.js';
import type {ProtoNode} from './node.js';
import {readScalar} from './scalar.js';

/** Reads the JSON of a message that has a form of its own; undefined where the value is none. */
type Reader = (value: unknown) => ProtoNode | undefined;

const WRAPPERS: Readonly<Record<string, Scalar>> = {
  BoolValue: 'b',
  StringValue: 's',
  BytesValue: 'y',
  DoubleValue: 'd',
  FloatValue: 'f',
  Int32Value: 'i',
  UInt32Value: 'u',
  Int64Value: 'I',
  UInt64Value: 'U',
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...Object.entries(WRAPPERS).map(([name, scalar]): [string, Reader] => [name, (value) => readScalar(scalar, value)]),
  ['Duration', readDuration],
  ['Timestamp', readTimestamp],
  ['FieldMask', (value) => readScalar('s', value)],
  ['Value', readValue],
  ['Struct', (value) => (isMessage(value) ? readValue(value) : undefined)],
  ['ListValue', (value) => (Array.isArray(value) ? readValue(value) : undefined)],
]);

/** How JSON writes that message of google.protobuf, where it has a form of its own. */
export function wellKnownReader(messageName: string): Reader | undefined {
  return messageName.startsWith('google.protobuf.')
    ? READERS.get(messageName.slice('google.protobuf.'.length))
    : undefined;
}

/** google.protobuf.Value: any JSON, keys sorted. */
function readValue(value: unknown): ProtoNode | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return {kind: 'values', items: value.map((item) => readValue(item) ?? null)};
  if (!isMessage(value)) return undefined;
  const entries = Object.entries(value).map(([key, entry]) => [key, readValue(entry) ?? null] as const);
  return {kind: 'struct', entries: entries.sort((a, b) => compareBytes(a[0], b[0]))};
}

/** Texts in the order of their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  const ascii = a < b ? -1 : a > b ? 1 : 0;
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : ascii;
}

function readDuration(value: unknown): string | undefined {
  const [, sign, seconds, fraction = ''] =
    (typeof value === 'string' && /^(-?)(\d+)(?:\.(\d{0,9}))?s$/.exec(value)) || [];
  if (seconds === undefined) return undefined;
  const text = `${BigInt(seconds)}${fractionText(fraction)}`;
  return `${/[1-9]/.test(text) ? sign : ''}${text}s`;
}

function readTimestamp(value: unknown): string | undefined {
  const [, date, fraction = '', zone] =
    (typeof value === 'string' && /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value)) ||
    [];
  if (date === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${date}${zone}`);
  if (Number.isNaN(seconds)) return undefined;
  return `${new Date(seconds).toISOString().slice(0, 19)}${fractionText(fraction)}Z`;
}

/** None, three, six or nine digits. */
function fractionText(fraction: string): string {
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? '' : `.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`;
}
