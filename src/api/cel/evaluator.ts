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
  parse,
  plan,
} from '@bufbuild/cel';
import {strings} from '@bufbuild/cel/ext';
import type {StructuralSchema} from '../structural/schema.js';
import {urlScheme} from './url.js';
import {celValue} from './value.js';

const URL_TYPE = mapType(CelScalar.STRING, CelScalar.STRING);

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
  funcs: [...strings, ...kubernetesFunctions],
});

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
  if (isCelError(result)) return result.message;
  return typeof result === 'boolean' ? result : 'rule does not give a boolean';
}

function compile(rule: string): Program {
  const run = plan(environment, parse(rule));
  return (self) => run({self});
}
