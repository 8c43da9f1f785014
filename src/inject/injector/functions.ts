// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../chart/functions/context.js';
import {formatDuration} from '../../chart/functions/durations.js';
import {
  any,
  binary,
  binaryVariadic,
  type FunctionTable,
  int,
  map,
  text,
  unary,
  variadic,
} from '../../chart/functions/parameters.js';
import {plain} from '../../chart/functions/plain.js';
import {chartFunctions} from '../../chart/functions/table.js';
import {parseJson} from '../../chart/functions/text/json.js';
import {builtins} from '../../template/compile/builtins.js';
import type {TemplateFunction} from '../../template/compile/function.js';
import {getKey, isMap, Struct, setKey, underlyingOf, type Value, type ValueMap} from '../../template/compile/value.js';
import {goString} from '../../template/print/print.js';
import {sortedKeys} from '../../template/print/utf8.js';
import {emitYaml} from '../../yaml/emit.js';
import {appendMultusNetwork, excludeInboundPort} from '../pod/annotation-values.js';
import {PROXY} from '../pod/container.js';
import {otelResourceAttributes} from '../pod/otel.js';
import {goJson} from '../typed/go-json.js';
import {isTextMap, sourceOf, textMap} from '../typed/go-struct.js';
import {durationOf, protoJson} from '../typed/mesh-struct.js';

/** Helm's own functions: Istio offers only sprig's. */
const HELM_ONLY = [
  ...['toYamlPretty', 'mustToYaml', 'fromYaml', 'fromYamlArray', 'fromJsonArray', 'toToml', 'fromToml'],
  ...['include', 'tpl', 'required', 'lookup'],
];

/** Every function that injection templates can call besides Go's (spec install.md §4.17). */
export function injectionFunctions(context: Context): FunctionTable {
  const functions: Record<string, TemplateFunction> = {...chartFunctions(context)};
  for (const name of HELM_ONLY) delete functions[name];
  return {...functions, ...own};
}

function annotation(meta: Value, name: string, fallback: Value): string {
  const annotations = meta instanceof Struct ? getKey(meta.fields, 'Annotations') : null;
  const value = isMap(annotations) ? getKey(annotations, name) : undefined;
  return typeof value === 'string' ? value : goString(fallback);
}

/** JSON as Go writes it: structs in the order of their fields, maps sorted. */
function jsonOf(value: Value): unknown {
  if (value instanceof Struct) return sourceOf(value) ?? plain(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (!isMap(value)) return value;
  const sorted: ValueMap = {};
  for (const key of sortedKeys(value)) setKey(sorted, key, plain(value[key]));
  return sorted;
}

function fromJson(json: string): Value {
  try {
    return parseJson(json);
  } catch {
    return '{}';
  }
}

function merged(maps: readonly Value[]): ValueMap {
  const all: Record<string, Value> = {};
  for (const one of maps) if (isMap(one)) for (const [key, value] of Object.entries(one)) setKey(all, key, value);
  const sorted: Record<string, Value> = {};
  for (const key of sortedKeys(all)) setKey(sorted, key, goString(all[key]));
  return textMap(sorted);
}

function pairs(words: readonly string[]): ValueMap {
  const made: Record<string, string> = {};
  for (let i = 0; i < words.length; i += 2) setKey(made, words[i] ?? '', words[i + 1] ?? '');
  return textMap(made);
}

/** Without nil, and without the lists and maps that hold nothing else. */
function omitNil(value: Value): Value {
  const bare = value instanceof Struct ? plain(value) : value;
  if (Array.isArray(bare)) {
    const kept = bare.map(omitNil).filter((item) => item !== null);
    return kept.length === 0 ? null : kept;
  }
  if (!isMap(bare)) return bare ?? null;
  const kept: ValueMap = {};
  for (const [key, entry] of Object.entries(bare)) {
    const inner = omitNil(entry);
    if (inner !== null) setKey(kept, key, inner);
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

/** The TCP ports of containers, `80,443`. */
function portsOf(containers: Value, counts: (name: Value) => boolean): string {
  const list = underlyingOf(containers);
  const structs = Array.isArray(list) ? list.filter((item) => item instanceof Struct) : [];
  return structs
    .filter(({fields}) => counts(fields['Name']))
    .flatMap(({fields}) => (Array.isArray(fields['Ports']) ? fields['Ports'] : []))
    .filter((port) => port instanceof Struct)
    .filter(({fields}) => fields['Protocol'] === '' || fields['Protocol'] === 'TCP')
    .map(({fields}) => goString(fields['ContainerPort']))
    .join(',');
}

/** `index m "key"` gives '' for keys that a map of texts does not have. */
function indexOf(args: Value[], call: Parameters<TemplateFunction>[1]): Value {
  const [target, key] = args;
  if (args.length === 2 && typeof key === 'string' && isTextMap(target) && isMap(target))
    return getKey(target, key) ?? '';
  return builtins['index']?.(args, call) ?? null;
}

function yamlOf(value: Value): string {
  try {
    return emitYaml(plain(value));
  } catch {
    return '';
  }
}

function omit(target: Value, keys: string[]): Value {
  if (!isMap(target)) return target;
  const kept: ValueMap = {};
  for (const [key, entry] of Object.entries(target)) if (!keys.includes(key)) setKey(kept, key, entry);
  return isTextMap(target) ? textMap(kept) : kept;
}

const own: FunctionTable = {
  annotation: Object.assign((args: Value[]) => annotation(args[0], goString(args[1]), args[2]), {
    signature: {fixed: ['any', 'string', 'any'] as const},
  }),
  isset: binary(any, text, (target, key) => isMap(target) && Object.hasOwn(target, key)),
  valueOrDefault: binary(any, any, (value, fallback) => (value === '' || value === null ? fallback : value)),
  toJsonMap: variadic(any, (maps) => goJson(merged(maps))),
  mergeMaps: variadic(any, merged),
  strdict: variadic(text, pairs),
  omit: Object.assign((args: Value[]) => omit(args[0], args.slice(1).map(goString)), {
    signature: {fixed: ['any'] as const, variadic: 'string' as const},
  }),
  toYaml: unary(any, yamlOf),
  indent: binary(int, text, (width, lines) => lines.split('\n').join(`\n${' '.repeat(width)}`)),
  contains: binary(text, text, (needle, haystack) => haystack.includes(needle)),
  structToJSON: unary(any, (value) => (value === null ? '{}' : goJson(jsonOf(value)))),
  protoToJSON: unary(any, (value) => goJson(protoJson(value)).replaceAll(/\\u003c|\\u003e|\\u0026/g, unescapeHtml)),
  toJSON: unary(map, (value) => goJson(jsonOf(value ?? {}))),
  fromJSON: unary(text, fromJson),
  omitNil: unary(any, omitNil),
  toLower: unary(text, (value) => value.toLowerCase()),
  excludeInboundPort: binary(any, text, (port, list) => excludeInboundPort(goString(port), list)),
  includeInboundPorts: unary(any, (containers) => portsOf(containers, () => true)),
  applicationPorts: unary(any, (containers) => portsOf(containers, (name) => name !== PROXY)),
  kubevirtInterfaces: unary(text, (list) => list),
  excludeInterfaces: unary(text, (list) => list),
  appendMultusNetwork: binary(text, text, appendMultusNetwork),
  directory: unary(text, (path) => path.slice(0, path.lastIndexOf('/') + 1)),
  formatDuration: unary(any, (value) => formatDuration(durationOf(value) ?? 0n)),
  // The environment of istiod is not ours to know: what it would find there is left to the default.
  env: binary(text, text, (_, fallback) => fallback),
  otelResourceAttributes: binaryVariadic(any, any, any, (mesh, annotations, [labels, namespace, containers]) =>
    otelResourceAttributes(mesh, annotations, labels ?? null, namespace ?? null, containers ?? null),
  ),
  index: indexOf,
};

function unescapeHtml(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
}
