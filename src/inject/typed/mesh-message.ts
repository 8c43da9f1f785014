// SPDX-License-Identifier: Apache-2.0
import {extensionProviderMessages} from '../../api/mesh/extension-provider.js';
import {meshConfigMessages} from '../../api/mesh/mesh-config.js';
import {proxyConfigMessages} from '../../api/mesh/proxy-config.js';
import {type Field, type FieldType, parseField} from '../../api/schema/notation.js';
import {parseDuration} from '../../chart/functions/durations.js';
import {getKey, isTree, setKey, type Tree} from '../../manifest/input/tree.js';

const SECOND = 1_000_000_000n;
const TABLES = [proxyConfigMessages, meshConfigMessages, extensionProviderMessages];
const parsed = new Map<string, ReadonlyMap<string, Field>>();

/** The fields of a message of the mesh configuration, in the order of its declaration. */
export function messageFields(message: string): ReadonlyMap<string, Field> {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const table = TABLES.find((messages) => Object.hasOwn(messages, message))?.[message] ?? {};
  const fields = new Map(Object.entries(table).map(([name, text]) => [name, parseField('mesh', name, text)]));
  parsed.set(message, fields);
  return fields;
}

/**
 * JSON or YAML data as a message of the mesh configuration has it: proto names in camel case, enums by name, durations
 * as `1.5s`. Unknown fields stay as they are. Throws an Error that names the field.
 */
export function readMessage(value: unknown, message: string, path = ''): Tree {
  if (value === undefined || value === null) return {};
  if (!isTree(value)) throw new Error(`${path === '' ? message : path} must be an object`);
  const fields = messageFields(message);
  const read: Tree = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = fields.has(key) ? key : camelCase(key);
    const field = fields.get(name);
    const at = path === '' ? name : `${path}.${name}`;
    if (field === undefined) setKey(read, key, entry);
    else if (entry !== null) setKey(read, name, readField(entry, field.reference, at));
  }
  return read;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function readField(value: unknown, type: FieldType, path: string): unknown {
  switch (type.kind) {
    case 'message':
      return readMessage(value, type.name, path);
    case 'list':
      if (!Array.isArray(value)) throw new Error(`${path} must be a list`);
      return value.map((item, i) => readField(item, type.of, `${path}[${i}]`));
    case 'map':
      if (!isTree(value)) throw new Error(`${path} must be an object`);
      return Object.keys(value)
        .sort()
        .reduce<Tree>((map, key) => {
          setKey(map, key, readField(getKey(value, key), type.of, `${path}.${key}`));
          return map;
        }, {});
    case 'enum':
      return readEnum(value, type.values, path);
    case 'scalar':
      return readScalar(value, type.name, path);
    case 'refused':
      return value;
  }
}

function readEnum(value: unknown, names: readonly string[], path: string): string {
  const name = typeof value === 'number' ? names[value] : value;
  if (typeof name === 'string' && names.includes(name)) return name;
  throw new Error(`${path} must be one of ${names.join(', ')}, and is ${JSON.stringify(value)}`);
}

function readScalar(value: unknown, type: string, path: string): unknown {
  switch (type) {
    case 'bool':
      if (typeof value !== 'boolean') throw new Error(`${path} must be true or false, and is ${JSON.stringify(value)}`);
      return value;
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'double':
      return readNumber(value, type, path);
    case 'duration':
      return durationText(nanosecondsOf(value, path));
    case 'any':
    case 'object':
    case 'intOrString':
      return value;
    default:
      if (typeof value !== 'string') throw new Error(`${path} must be a text, and is ${JSON.stringify(value)}`);
      return value;
  }
}

function readNumber(value: unknown, type: string, path: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && (type === 'double' || Number.isInteger(number))) {
    if (type !== 'uint32' || number >= 0) return number;
  }
  throw new Error(`${path} must be ${type === 'double' ? 'a number' : 'an integer'}, and is ${JSON.stringify(value)}`);
}

/** The nanoseconds of a duration of protobuf's JSON or of Go. */
export function nanosecondsOf(value: unknown, path: string): bigint {
  try {
    if (typeof value === 'string') return parseDuration(value);
  } catch {
    // The error below names the field.
  }
  throw new Error(`${path} must be a duration such as 30s, and is ${JSON.stringify(value)}`);
}

/** Seconds with none, three, six or nine digits behind the point, as protobuf's JSON has it. */
function durationText(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = (size % SECOND)
    .toString()
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '');
  return `${sign}${size / SECOND}${fraction === '' ? '' : `.${fraction}`}s`;
}
