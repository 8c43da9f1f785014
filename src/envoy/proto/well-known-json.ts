// SPDX-License-Identifier: Apache-2.0
import type {Message} from '../dump/message.js';

/** From the fields of a message to its JSON; absent fields have their defaults. */
type Writer = (fields: Message) => unknown;

const PREFIX = 'google.protobuf.';

const WRAPPERS: Readonly<Record<string, unknown>> = {
  BoolValue: false,
  StringValue: '',
  BytesValue: '',
  DoubleValue: 0,
  FloatValue: 0,
  Int32Value: 0,
  UInt32Value: 0,
  Int64Value: '0',
  UInt64Value: '0',
};

const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ...Object.entries(WRAPPERS).map(([name, zero]): [string, Writer] => [name, ({value}) => value ?? zero]),
  ['Timestamp', timestamp],
  ['Duration', duration],
  ['FieldMask', ({paths}) => (Array.isArray(paths) ? paths.map(String).map(camelCase).join(',') : '')],
  ['Struct', ({fields}) => fields ?? {}],
  ['ListValue', ({values}) => values ?? []],
  ['Value', anyValue],
]);

/** The JSON of a message, given what its fields hold: as it is, but for messages of google.protobuf with a form of their own. */
export function wellKnownJson(messageName: string, fields: Message): unknown {
  const writer = messageName.startsWith(PREFIX) ? WRITERS.get(messageName.slice(PREFIX.length)) : undefined;
  return writer ? writer(fields) : fields;
}

function anyValue(fields: Message): unknown {
  const [value] = Object.values(fields);
  return 'nullValue' in fields ? null : (value ?? null);
}

function timestamp({seconds, nanos}: Message): string {
  const date = new Date(Number(seconds ?? 0) * 1000);
  // Beyond what dates can hold there is no JSON for it; the beginning of time stands for that.
  const whole = Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00' : date.toISOString().slice(0, 19);
  return `${whole}${fraction(nanos)}Z`;
}

function duration({seconds, nanos}: Message): string {
  const text = typeof seconds === 'string' ? seconds : '0';
  const negative = text.startsWith('-') || Number(nanos ?? 0) < 0;
  return `${negative ? '-' : ''}${text.replace('-', '')}${fraction(Math.abs(Number(nanos ?? 0)))}s`;
}

function fraction(nanos: unknown): string {
  const number = Number(nanos ?? 0);
  return number === 0 ? '' : `.${String(number).padStart(9, '0')}`;
}

function camelCase(path: string): string {
  return path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether a message is written under `value` in an Any instead of beside `@type`. */
export function hasOwnJson(messageName: string): boolean {
  return messageName.startsWith(PREFIX);
}
