// SPDX-License-Identifier: Apache-2.0
import type {FieldType} from '../../api/schema/notation.js';
import {withJsonForm} from '../../chart/functions/plain.js';
import {getKey, isTree, setKey, type Tree} from '../../manifest/input/tree.js';
import {type Method, Struct, type Value, type ValueMap} from '../../template/compile/value.js';
import {goString} from '../../template/print/print.js';
import {DEFAULT_PROXY_CONFIG} from '../injector/mesh-config.js';
import {jsonValue, textMap} from './go-struct.js';
import {messageFields, nanosecondsOf} from './mesh-message.js';

/** Scalars that know whether they were given: in Go pointers to a message with a Value. */
const WRAPPED = new Set([
  ...['MeshConfig.enableAutoMtls', 'MeshConfig.enablePrometheusMerge', 'MeshConfig.verifyCertificateAtClient'],
  ...['ProxyConfig.concurrency', 'ProxyConfig.holdApplicationUntilProxyStarts', 'ProxyConfig.statsCompression'],
  ...['Tracing.enableIstioTags', 'PrivateKeyProviderCryptoMb.fallback', 'PrivateKeyProviderQAT.fallback'],
]);

const NANOS = 1_000_000_000n;
const messages = new WeakMap<Struct, {message: string; tree: Tree}>();

/** A message of the mesh configuration as the Go struct that templates see, its getters among them. */
export function messageStruct(message: string, tree: Tree): Struct {
  const fields: Record<string, Value> = {};
  const methods: Record<string, Method> = {};
  for (const [name, {reference}] of messageFields(message)) {
    const goName = name.charAt(0).toUpperCase() + name.slice(1);
    const value = fieldValue(`${message}.${name}`, reference, getKey(tree, name));
    fields[goName] = value;
    methods[`Get${goName}`] = () => value;
  }
  const struct = withJsonForm(new Struct(`*v1alpha1.${message}`, fields, methods), () => jsonValue(tree));
  messages.set(struct, {message, tree});
  return struct;
}

function fieldValue(where: string, type: FieldType, value: unknown): Value {
  if (WRAPPED.has(where)) return wrapper(type, value);
  switch (type.kind) {
    case 'message':
      return isTree(value) ? messageStruct(type.name, value) : absentMessage(type.name);
    case 'list':
      return Array.isArray(value) ? value.map((item) => fieldValue('', type.of, item)) : [];
    case 'map':
      return mapValue(isTree(value) ? value : {}, type.of);
    case 'enum':
      return enumValue(typeof value === 'string' ? value : (type.values[0] ?? ''), type.values);
    case 'scalar':
      return scalarValue(type.name, value);
    case 'refused':
      return jsonValue(value);
  }
}

function scalarValue(type: string, value: unknown): Value {
  switch (type) {
    case 'bool':
      return value === true;
    case 'int32':
    case 'uint32':
    case 'int64':
      return BigInt(typeof value === 'number' ? value : 0);
    case 'double':
      return typeof value === 'number' ? value : 0;
    case 'duration':
      return typeof value === 'string' ? durationValue(nanosecondsOf(value, type), value) : null;
    case 'any':
    case 'object':
    case 'intOrString':
      return jsonValue(value);
    default:
      return typeof value === 'string' ? value : '';
  }
}

function mapValue(tree: Tree, type: FieldType): ValueMap {
  if (type.kind === 'scalar' && typeof scalarValue(type.name, undefined) === 'string') return textMap(tree);
  const map: ValueMap = {};
  for (const [key, entry] of Object.entries(tree)) setKey(map, key, fieldValue('', type, entry));
  return map;
}

/** A nil pointer to a message: false, and yet every getter answers. */
function absentMessage(message: string): Struct {
  const methods: Record<string, Method> = {String: () => ''};
  for (const [name, {reference}] of messageFields(message)) {
    const goName = name.charAt(0).toUpperCase() + name.slice(1);
    // Not before it is asked for: messages hold each other.
    methods[`Get${goName}`] = () => fieldValue(`${message}.${name}`, reference, undefined);
  }
  return withJsonForm(new Struct(`*v1alpha1.${message}`, {}, methods, {}), () => null);
}

function wrapper(type: FieldType, value: unknown): Struct {
  const plain = type.kind === 'scalar' ? scalarValue(type.name, value) : null;
  const given = value !== undefined;
  const methods = {GetValue: () => plain, String: () => (given ? `value:${goString(plain)}` : '')};
  const struct = given
    ? new Struct('*wrapperspb.Value', {Value: plain}, methods)
    : new Struct('*wrapperspb.Value', {}, methods, {});
  return withJsonForm(struct, () => (given ? plain : null));
}

function enumValue(name: string, names: readonly string[]): Struct {
  const number = BigInt(Math.max(names.indexOf(name), 0));
  const methods = {String: () => name, Number: () => number};
  // As in Go, the first value of an enum is false.
  const struct =
    number === 0n ? new Struct('v1alpha1.Enum', {}, methods, {}) : new Struct('v1alpha1.Enum', {}, methods);
  return withJsonForm(struct, () => name);
}

/** The nanoseconds of a struct made by {@link durationValue}. */
const durations = new WeakMap<Struct, bigint>();

export function durationOf(value: Value): bigint | undefined {
  return value instanceof Struct ? durations.get(value) : undefined;
}

function durationValue(nanoseconds: bigint, text: string): Struct {
  const fields = {Seconds: nanoseconds / NANOS, Nanos: nanoseconds % NANOS};
  const methods = {GetSeconds: () => fields.Seconds, GetNanos: () => fields.Nanos, String: () => text};
  const struct = withJsonForm(new Struct('*durationpb.Duration', fields, methods), () => text);
  durations.set(struct, nanoseconds);
  return struct;
}

/** Fields of a ProxyConfig that are left out where they are as Istio has them by default. */
const CLEARED = new Set([
  ...['configPath', 'binaryPath', 'controlPlaneAuthPolicy', 'serviceCluster', 'drainDuration'],
  ...['terminationDrainDuration', 'discoveryAddress', 'envoyMetricsService', 'envoyAccessLogService', 'tracing'],
  ...['proxyAdminPort', 'statNameLength', 'statusPort', 'concurrency', 'proxyMetadata'],
]);

/** The message as compact proto-JSON; of a ProxyConfig what is as Istio has it by default is left out. */
export function protoJson(value: Value): unknown {
  const known = value instanceof Struct ? messages.get(value) : undefined;
  return known === undefined ? {} : messageJson(known.message, known.tree, known.message === 'ProxyConfig');
}

function messageJson(message: string, tree: Tree, clear: boolean): Tree {
  const json: Tree = {};
  for (const [name, {reference}] of messageFields(message)) {
    const value = getKey(tree, name);
    if (value === undefined || (clear && CLEARED.has(name) && isSame(value, DEFAULT_PROXY_CONFIG[name]))) continue;
    if (!WRAPPED.has(`${message}.${name}`) && isZero(value, reference)) continue;
    json[name] = valueJson(value, reference);
  }
  return json;
}

function valueJson(value: unknown, type: FieldType): unknown {
  if (type.kind === 'message' && isTree(value)) return messageJson(type.name, value, false);
  if (type.kind === 'list' && Array.isArray(value)) return value.map((item) => valueJson(item, type.of));
  if (type.kind === 'map' && isTree(value)) return sortedMap(value, type.of);
  if (type.kind === 'scalar' && type.name === 'int64') return String(value);
  return value;
}

function sortedMap(tree: Tree, type: FieldType): Tree {
  const sorted: Tree = {};
  for (const key of Object.keys(tree).sort()) setKey(sorted, key, valueJson(getKey(tree, key), type));
  return sorted;
}

function isZero(value: unknown, type: FieldType): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (type.kind === 'map') return isTree(value) && Object.keys(value).length === 0;
  if (type.kind === 'enum') return value === type.values[0];
  return type.kind === 'scalar' && type.name !== 'duration' && (value === '' || value === 0 || value === false);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
