// SPDX-License-Identifier: Apache-2.0

import {
  type CelInput,
  CelScalar,
  celEnv,
  celFunc,
  celMap,
  celMethod,
  isCelError,
  mapType,
  objectType,
  parse,
  plan,
} from '@bufbuild/cel';
import {strings} from '@bufbuild/cel/ext';
import {create} from '@bufbuild/protobuf';
import {DurationSchema} from '@bufbuild/protobuf/wkt';
import type {StructuralSchema} from '../structural/schema.js';
import {durationNanos} from './duration.js';
import {urlScheme} from './url.js';
import {celValue} from './value.js';

const URL_TYPE = mapType(CelScalar.STRING, CelScalar.STRING);

/** Conversions of texts, which the library does too leniently: `''` is no duration, `'0x50'` and `''` are no numbers. */
const conversions = [
  celFunc('int', [CelScalar.STRING], CelScalar.INT, (text) => {
    if (!/^[+-]?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) throw conversionError('int');
    return BigInt(text);
  }),
  celFunc('duration', [CelScalar.STRING], objectType(DurationSchema), (text) => {
    const nanos = durationNanos(text);
    if (nanos === undefined) throw conversionError('google.protobuf.Duration');
    return create(DurationSchema, {seconds: nanos / 1_000_000_000n, nanos: Number(nanos % 1_000_000_000n)});
  }),
];

function conversionError(type: string): Error {
  return new Error(`type conversion error from 'string' to '${type}'`);
}

/** The functions that Kubernetes adds to CEL and that rules of Istio use. */
const kubernetesFunctions = [
  celFunc('isURL', [CelScalar.STRING], CelScalar.BOOL, (text) => urlScheme(text) !== undefined),
  celFunc('url', [CelScalar.STRING], URL_TYPE, (text) => {
    const scheme = urlScheme(text);
    if (scheme === undefined) throw new Error(`URL parse error during conversion from string: ${JSON.stringify(text)}`);
    return celMap(new Map([['scheme', scheme]]));
  }),
  celMethod('getScheme', URL_TYPE, [], CelScalar.STRING, function () {
    const scheme = this.get('scheme');
    return typeof scheme === 'string' ? scheme : '';
  }),
];

const environment = celEnv({
  variables: {self: CelScalar.DYN},
  funcs: [...strings, ...conversions, ...kubernetesFunctions],
});

/** Messages of the library, and what the API server says instead. */
function serverWords(message: string): string {
  return message
    .replace(/^index (\d+) out of bounds.*/, 'index out of range: $1')
    .replace(/^field not found: /, 'no such key: ');
}

type Program = (self: CelInput) => unknown;
const programs = new Map<string, Program>();

/**
 * Whether a rule holds for a value; a text says why that cannot be told. Rules are compiled once.
 */
export function evaluate(rule: string, value: unknown, schema: StructuralSchema): boolean | string {
  let program = programs.get(rule);
  if (!program) {
    program = compile(rule);
    programs.set(rule, program);
  }
  const result = program(celValue(value, schema));
  if (isCelError(result)) return serverWords(result.message);
  return typeof result === 'boolean' ? result : 'rule does not give a boolean';
}

function compile(rule: string): Program {
  const run = plan(environment, parse(rule));
  return (self) => run({self});
}
