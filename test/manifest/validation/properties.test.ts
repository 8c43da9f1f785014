// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Field, FieldType} from '../../../src/api/schema/notation.js';
import {allMessages, fieldsOf} from '../../../src/api/schema/tables.js';
import type {Tree} from '../../../src/manifest/input/tree.js';
import {strictRules} from '../../../src/manifest/validation/strict-rules.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {walk} from '../../../src/manifest/validation/walk.js';
import {editDistance} from '../../../src/suggest.js';
import {merged} from './merged.js';

const scalarSamples: Readonly<Record<string, unknown>> = {
  any: {a: [1]},
  bool: true,
  bytes: 'aGVsbG8=',
  certProvider: 'istiod',
  cidr: '10.0.0.0/8',
  cidrList: '10.0.0.0/8,fd00::/8',
  dnsLabel: 'istio-system',
  dnsSubdomain: 'a.b-c',
  double: 12.5,
  duration: '1m30s',
  httpStatus: '403',
  hub: 'localhost:5000/istio',
  image: 'registry.example.com/proxyv2:1.30.3',
  imageTag: '1.30.3-distroless',
  intOrPercent: '25%',
  intOrString: 'http',
  labelKey: 'example.com/a',
  labelValue: 'A_b.c',
  object: {a: 1},
  portList: '22,8080',
  portOrName: 'http',
  quantity: '500m',
  revision: '1-30-3',
  scalar: 3,
  string: 'text',
  text: 'a\nb',
  time: '2026-01-31T12:00:00Z',
  url: 'https://istiod.example.com/inject',
};

/** A value of the type, without the fields that may be left out. */
function sample(type: FieldType): unknown {
  switch (type.kind) {
    case 'scalar':
      return scalarSamples[type.name] ?? Math.max(type.min ?? 1, 1);
    case 'enum':
      return type.values[0];
    case 'list':
      return [sample(type.of)];
    case 'map':
      return {'example.com/key': sample(type.of)};
    case 'message': {
      const required = [...fieldsOf(type.table, type.name).values()].filter((field) => field.required);
      return Object.fromEntries(required.map((field) => [field.name, sample(field.strict)]));
    }
    default:
      return undefined;
  }
}

const messages = allMessages();
const every = messages.flatMap(([table, message]) =>
  [...fieldsOf(table, message).values()]
    .filter((field) => field.strict.kind !== 'refused')
    .map((field): [string, string, Field] => [table, message, field]),
);

function check(table: string, message: string, value: unknown) {
  const problems = walk(value, {kind: 'message', table, name: message}, ['spec'], table, strictRules);
  return problems.filter(({severity}) => severity === 'error');
}

describe('every field of the tables', () => {
  test('accepts a value of its type, and null', () => {
    const failures = every.flatMap(([table, message, field]) => [
      ...check(table, message, {[field.name]: sample(field.strict)}),
      ...check(table, message, {[field.name]: null}),
    ]);
    expect(failures).toEqual([]);
    expect(every.length).toBeGreaterThan(1400);
  });

  test('refuses a value of another kind', () => {
    const wrong: Readonly<Record<string, unknown>> = {
      list: {a: 1},
      map: [1],
      message: 'text',
      enum: 'noSuchWord',
      scalar: [{}],
    };
    const accepted = every
      .filter(([, , {strict}]) => !(strict.kind === 'scalar' && strict.name === 'any'))
      .filter(
        ([table, message, field]) => check(table, message, {[field.name]: wrong[field.strict.kind]}).length === 0,
      );
    expect(accepted.map(([table, message, {name}]) => `${table}.${message}.${name}`)).toEqual([]);
  });

  test('with one letter missing, swapped or too many fails and suggests the right name', () => {
    const failures: string[] = [];
    let tried = 0;
    for (const [table, message, field] of every) {
      if (field.remark !== undefined) continue;
      const fields = fieldsOf(table, message);
      for (const slip of slips(field.name)) {
        if (fields.has(slip) || (table === 'mesh' && slip.includes('_'))) continue;
        tried++;
        const [problem] = check(table, message, {[slip]: null});
        const suggested = /did you mean "(.+)"\?/u.exec(problem?.suggestion ?? '')?.[1];
        const near = suggested !== undefined && fields.has(suggested) && editDistance(slip, suggested) <= 1;
        if (problem?.message !== 'unknown field' || !(suggested === field.name || near)) {
          failures.push(`${table}.${message}.${slip}: ${JSON.stringify(problem)}`);
        }
      }
    }
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(30_000);
  });
});

/** Every deletion and transposition of a letter, and insertions of three. */
function slips(name: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at < name.length; at++) {
    found.add(name.slice(0, at) + name.slice(at + 1));
    found.add(name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2));
    for (const letter of 'xS_') found.add(name.slice(0, at) + letter + name.slice(at));
  }
  found.delete(name);
  found.delete('');
  return found;
}

/** Documents with known and unknown keys, in depth. */
const keys = fc.constantFrom(
  ...'spec values pilot global proxy meshConfig defaultConfig components k8s resources tolerations name'.split(' '),
  ...'ingressGateways enabled traceSampling nosuch __proto__ constructor toString a.b [0]'.split(' '),
  '',
);
const documents = fc.letrec<{value: unknown; map: Tree}>((tie) => ({
  value: fc.oneof(
    {depthSize: 'medium'},
    fc.constantFrom(null, true, 0, 1.5, -1, 500, '', 'x', '100m', 'a\nb'),
    fc.array(tie('value'), {maxLength: 3}),
    tie('map'),
  ),
  map: fc.array(fc.tuple(keys, tie('value')), {maxLength: 4}).map((entries) => fromEntries(entries)),
}));

function fromEntries(entries: [string, unknown][]): Tree {
  const tree: Tree = {};
  for (const [key, value] of entries) {
    Object.defineProperty(tree, key, {value, enumerable: true, configurable: true, writable: true});
  }
  return tree;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}

describe('any document', () => {
  const validate = (spec: unknown, compat: boolean) => {
    const document = {kind: 'IstioOperator', spec};
    const source = {kind: 'file' as const, file: 'f', document, position: () => undefined};
    return validateInput({sources: [source], merged: document}, {compat});
  };

  test('is judged without a crash, the same whatever the order of its keys', () => {
    fc.assert(
      fc.property(documents.map, fc.boolean(), (spec, compat) => {
        expect(validate(reversed(spec), compat)).toEqual(validate(spec, compat));
      }),
      {numRuns: 500},
    );
  });

  test('gets each finding once, and in compat mode whatever strict mode says at least as a warning', () => {
    fc.assert(
      fc.property(documents.map, (spec) => {
        const strict = validate(spec, false).map(({path, message}) => `${path}: ${message}`);
        const compat = new Set(validate(spec, true).map(({path, message}) => `${path}: ${message}`));
        expect(new Set(strict).size).toBe(strict.length);
        expect(strict.filter((line) => !compat.has(line))).toEqual([]);
      }),
      {numRuns: 500},
    );
  });

  test('with hostile keys leaves prototypes alone', () => {
    const text =
      'kind: IstioOperator\nspec:\n  __proto__: {polluted: 1}\n  values:\n    constructor: {prototype: {polluted: 1}}\n';
    const findings = validateInput(merged([{name: 'f', text}]), {compat: false});
    expect(findings.map(({path, message}) => `${path}: ${message}`)).toEqual([
      '__proto__: unknown field',
      'values.constructor: unknown field',
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
