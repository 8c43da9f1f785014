// SPDX-License-Identifier: Apache-2.0
import {isMap, type Value} from '../../template/compile/value.js';
import {emitYaml} from '../../yaml/emit.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import type {PrintedYaml} from '../printed-yaml.js';
import {LimitError} from './bounds.js';
import type {Context} from './context.js';
import {any, type FunctionTable, text, unary} from './parameters.js';
import {isParsed, plain} from './plain.js';
import {jsonTypeName, parseJson, writeJson} from './text/json.js';
import {prettyYaml} from './text/pretty-yaml.js';
import {writeToml} from './text/toml.js';

function toYaml(value: Value, printed?: PrintedYaml): string {
  const values = plain(value);
  const yaml = emitYaml(values);
  const text = yaml.endsWith('\n') ? yaml.slice(0, -1) : yaml;
  printed?.add(text, values);
  return text;
}

/** Helm's plain spellings give an empty text where the `must…` ones fail. */
function orEmpty(write: (value: Value) => string): (value: Value) => string {
  return (value) => {
    try {
      return write(value);
    } catch (error) {
      if (error instanceof LimitError) throw error;
      return '';
    }
  };
}

const compact = (value: Value) => writeJson(value, {escapeHtml: true, pretty: false});
const pretty = (value: Value) => writeJson(value, {escapeHtml: true, pretty: true});
const raw = (value: Value) => writeJson(value, {escapeHtml: false, pretty: false});

/** Texts at least this long (UTF-16 units) are worth remembering. */
const LONG = 4096;

/** The long text that was read last: charts call `fromYaml` once for each part that they look at, of CRDs for example. */
let lastRead: {yaml: string; value: Value} | undefined;

/** The value is the caller's own, for templates change what they read. */
function yamlValue(yaml: string): Value {
  if (lastRead?.yaml === yaml) return plain(lastRead.value);
  const value = readYaml(yaml);
  if (yaml.length >= LONG) lastRead = {yaml, value: plain(value)};
  return value;
}

function readYaml(yaml: string): Value {
  try {
    const parsed = parseYaml(yaml);
    return isParsed(parsed) ? parsed : null;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new Error(`error converting YAML to JSON: yaml: line ${error.line}: ${error.message}`, {cause: error});
  }
}

const FROM_YAML = 'error unmarshaling JSON: while decoding JSON: ';

/** A map, or null for an empty document. */
function asMap(value: Value, prefix: string): Value {
  if (value === null) return {};
  if (isMap(value)) return value;
  throw new Error(
    `${prefix}json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`,
  );
}

function asList(value: Value, prefix: string): Value {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${prefix}json: cannot unmarshal ${jsonTypeName(value)} into Go value of type []interface {}`);
}

/** Charts look for the key `Error`, or find the message as the only item, instead of being stopped. */
function orError(read: () => Value, wrap: (message: string) => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof LimitError) throw error;
    return wrap(error instanceof Error ? error.message : String(error));
  }
}

const errorMap = (message: string) => ({Error: message});
const errorList = (message: string) => [message];

/** Functions that note what they print in the rendering that calls them. */
export function printingFunctions(context: Context): FunctionTable {
  return {
    toYaml: unary(
      any,
      orEmpty((value) => toYaml(value, context.printed)),
    ),
  };
}

export const helmFunctions: FunctionTable = {
  toYaml: unary(
    any,
    orEmpty((value) => toYaml(value)),
  ),
  mustToYaml: unary(any, (value) => toYaml(value)),
  toYamlPretty: unary(
    any,
    orEmpty((value) => prettyYaml(plain(value))),
  ),
  fromYaml: unary(text, (yaml) => orError(() => asMap(yamlValue(yaml), FROM_YAML), errorMap)),
  fromYamlArray: unary(text, (yaml) => orError(() => asList(yamlValue(yaml), FROM_YAML), errorList)),
  toJson: unary(any, orEmpty(compact)),
  mustToJson: unary(any, compact),
  toPrettyJson: unary(any, orEmpty(pretty)),
  mustToPrettyJson: unary(any, pretty),
  toRawJson: unary(any, raw),
  mustToRawJson: unary(any, raw),
  fromJson: unary(text, (json) => orError(() => asMap(parseJson(json), ''), errorMap)),
  mustFromJson: unary(text, (json) => parseJson(json)),
  fromJsonArray: unary(text, (json) => orError(() => asList(parseJson(json), ''), errorList)),
  toToml: unary(any, (value) =>
    orError(
      () => writeToml(plain(value)),
      (message) => message,
    ),
  ),
  fromToml: unary(text, () => {
    throw new Error('fromToml is not offered here: keep the settings as YAML and read them with fromYaml');
  }),
  // Looking up names needs a network; Helm without its --enable-dns gives the same.
  getHostByName: unary(text, () => ''),
};
