// SPDX-License-Identifier: Apache-2.0

import {Ajv, type ValidateFunction} from 'ajv';
import {describe, expect, test} from 'vitest';
import {istioKinds} from '../../src/api/istio/index.js';
import {istioKindSchema} from '../../src/api/istio-schemas.js';
import {loadPatternMatcher} from '../../src/api/pattern.js';
import {resourceErrors} from '../../src/api/resource-errors.js';
import {fieldErrorText} from '../../src/api/structural/field-error.js';
import {prepare} from '../../src/api/structural/prepare.js';
import {isObject, type StructuralSchema} from '../../src/api/structural/schema.js';
import {structuralErrors} from '../../src/api/structural-schema.js';
import {randomResource} from './documents.js';

/** What is not in the schemas of Istio's kinds, and so not in the comparisons with other implementations. */
const cases: [name: string, schema: StructuralSchema, value: unknown, errors: string[]][] = [
  ['anything goes without a schema', {}, [null, 1], []],
  ['required', {type: 'object', required: ['a']}, {}, ['x.a: Required value']],
  [
    'a required field that is null is not there',
    {type: 'object', required: ['a'], properties: {a: {type: 'string'}}},
    {a: null},
    ['x.a: Required value'],
  ],
  [
    'null in a list',
    {type: 'array', items: {type: 'string'}},
    [null],
    ['x[0]: Invalid value: "null": x[0] in body must be of type string: "null"'],
  ],
  ['type', {type: 'integer'}, 'a', ['x: Invalid value: "string": x in body must be of type integer: "string"']],
  [
    'no integer',
    {type: 'integer'},
    1.5,
    [
      'x: Invalid value: "number": x in body must be of type integer: "number"',
      'x: Invalid value: "": Checked value must be of type integer (default format) in x',
    ],
  ],
  ['integers are numbers', {type: 'number'}, 1, []],
  ['large integers', {type: 'integer', format: 'int64'}, 2n ** 62n, []],
  [
    'int-or-string',
    {'x-kubernetes-int-or-string': true},
    true,
    ['x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"'],
  ],
  ['enum', {type: 'string', enum: ['A', 'B']}, 'x', ['x: Unsupported value: "x": supported values: "A", "B"']],
  [
    'pattern as RE2 has it',
    {type: 'string', pattern: '^(?i)a+$'},
    'Ab',
    [`x: Invalid value: "Ab": x in body should match '^(?i)a+$'`],
  ],
  ['lengths count characters', {type: 'string', maxLength: 1}, '😀', []],
  ['too long', {type: 'string', maxLength: 1}, 'ab', ['x: Too long: may not be more than 1 byte']],
  ['too many', {type: 'array', maxItems: 1}, [1, 2], ['x: Too many: 2: must have at most 1 item']],
  [
    'bounds',
    {type: 'integer', maximum: 5, minimum: 7},
    6,
    [
      'x: Invalid value: 6: x in body should be greater than or equal to 7',
      'x: Invalid value: 6: x in body should be less than or equal to 5',
    ],
  ],
  [
    'none of oneOf',
    {oneOf: [{required: ['a']}, {required: ['b']}], 'x-kubernetes-preserve-unknown-fields': true},
    {},
    [
      'x: Invalid value: "": "x" must validate one and only one schema (oneOf). Found none valid',
      'x.a: Required value',
    ],
  ],
  [
    'two of oneOf',
    {oneOf: [{required: ['a']}, {required: ['b']}], 'x-kubernetes-preserve-unknown-fields': true},
    {a: 1, b: 1},
    ['x: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
  ],
  [
    'unknown fields, also where the type is wrong',
    {type: 'object', properties: {a: {type: 'string'}}},
    {a: {b: 1}, __proto__x: 2},
    [
      'unknown field "x.a.b"',
      'unknown field "x.__proto__x"',
      'x.a: Invalid value: "object": x.a in body must be of type string: "object"',
    ],
  ],
  [
    'properties of Object are no fields',
    {type: 'object', properties: {a: {type: 'string'}}},
    {constructor: 1},
    ['unknown field "x.constructor"'],
  ],
  ['unknown fields that are kept', {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}, {a: {b: 1}}, []],
  [
    'sets',
    {
      type: 'array',
      items: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
      'x-kubernetes-list-type': 'set',
    },
    [
      {a: 1, b: 2},
      {b: 2, a: 1},
    ],
    ['x[1]: Duplicate value: {"a":1,"b":2}'],
  ],
  [
    'maps by two keys',
    {
      type: 'array',
      items: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a', 'b'],
    },
    [{a: 1}, {a: 1, b: 1}, {a: 1, c: 1}],
    ['x[2]: Duplicate value: {"a":1}'],
  ],
];

describe('structural schemas', () => {
  test.each(cases)('%s', async (_, schema, value, errors) => {
    const root: StructuralSchema = {type: 'object', properties: {x: schema}};
    expect((await resourceErrors({x: value}, root)).map(fieldErrorText)).toEqual(errors);
  });

  test('defaults are filled in before anything is looked at, and the resource is not changed', async () => {
    const inner: StructuralSchema = {type: 'object', properties: {port: {type: 'integer', default: 80}}};
    const rule = {rule: 'self.port == 80', message: 'only 80'};
    const schema: StructuralSchema = {
      type: 'object',
      properties: {spec: {...inner, required: ['port'], default: {}, 'x-kubernetes-validations': [rule]}},
    };
    const resource = {kind: 'A', metadata: {name: 'a', whatever: 1}, spec: {port: null}};
    expect(prepare(resource, schema).value).toEqual({...resource, spec: {port: 80}});
    expect(resource.spec.port).toBeNull();
    expect(await resourceErrors({}, schema)).toEqual([]);
    expect((await resourceErrors({spec: {port: 81}}, schema)).map(fieldErrorText)).toEqual([
      'spec: Invalid value: only 80',
    ]);
  });
});

describe('against ajv', () => {
  const ajv = new Ajv({strict: false, allErrors: false, validateFormats: false});

  test.each(istioKinds.map((kind) => kind.kind))('%s: accepts and refuses the same random resources', async (name) => {
    const {group, versions} = istioKinds.find(({kind}) => kind === name) ?? {};
    const kind = await istioKindSchema(`${group}/${versions?.[0]}`, name);
    if (!kind) throw new Error(`no schema for ${name}`);
    const schema = withoutFormats(kind.schema);
    const validate: ValidateFunction = ajv.compile(schema);
    const matches = await loadPatternMatcher();
    const counts = {accepted: 0, refused: 0};
    for (let seed = 0; seed < 200; seed++) {
      const {value} = prepare(randomResource(kind, seed), schema);
      const accepted = structuralErrors(value, schema, matches).length === 0;
      expect({accepted, value}).toEqual({accepted: validate(value), value});
      counts[accepted ? 'accepted' : 'refused']++;
    }
    expect(counts.accepted).toBeGreaterThan(20);
    expect(counts.refused).toBeGreaterThan(20);
  });
});

/** Formats mean other things to Kubernetes than to JSON Schema. */
function withoutFormats(schema: StructuralSchema): StructuralSchema {
  const {format: _, properties, items, additionalProperties, ...rest} = schema;
  return {
    ...rest,
    ...(isObject(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, withoutFormats(child)])),
    }),
    ...(items && {items: withoutFormats(items)}),
    ...(additionalProperties && {additionalProperties: withoutFormats(additionalProperties)}),
  };
}
