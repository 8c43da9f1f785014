// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {fieldChanges, fieldText} from '../../src/snapshot/diff/fields.js';
import {writerOf} from '../../src/snapshot/diff/manager.js';

const lines = (before: unknown, after: unknown): string[] =>
  fieldChanges(before, after).map(
    ({path, ...values}) => `${fieldText(path)}: ${JSON.stringify(values.before)} -> ${JSON.stringify(values.after)}`,
  );

test.each([
  ['nothing', {a: [1, {b: 2}]}, {a: [1, {b: 2}]}, []],
  ['a value', {spec: {timeout: '3s'}}, {spec: {timeout: '7s'}}, ['spec.timeout: "3s" -> "7s"']],
  ['what comes and goes', {a: 1}, {b: 1}, ['a: 1 -> undefined', 'b: undefined -> 1']],
  ['an item by its place', {http: [{x: 1}, {x: 2}]}, {http: [{x: 1}, {x: 3}]}, ['http[1].x: 2 -> 3']],
  ['an item that came', {http: [1]}, {http: [1, 2]}, ['http[1]: undefined -> 2']],
  [
    'an item by its name, wherever it is',
    {c: [{name: 'a', image: '1'}, {name: 'b'}]},
    {c: [{name: 'z'}, {name: 'b'}, {name: 'a', image: '2'}]},
    ['c[name=a].image: "1" -> "2"', 'c[name=z]: undefined -> {"name":"z"}'],
  ],
  [
    'conditions by their type',
    {conditions: [{type: 'Ready', status: 'True'}]},
    {conditions: [{type: 'Ready', status: 'False'}]},
    ['conditions[type=Ready].status: "True" -> "False"'],
  ],
  ['names that stand twice', {p: [{name: 'a'}, {name: 'a'}]}, {p: [{name: 'a'}]}, ['p[1]: {"name":"a"} -> undefined']],
  ['keys with dots', {labels: {'a.b/c': '1'}}, {labels: {'a.b/c': '2'}}, ['labels["a.b/c"]: "1" -> "2"']],
  ['another type', {a: [1]}, {a: {b: 1}}, ['a: [1] -> {"b":1}']],
])('%s', (_, before, after, expected) => {
  expect(lines(before, after)).toEqual(expected);
});

const OBJECT = {
  ...{apiVersion: 'v1', kind: 'X'},
  metadata: {
    name: 'x',
    managedFields: [
      {manager: 'kubectl', time: '2026-12-01T01:00:00Z', fieldsV1: {'f:spec': {'f:timeout': {}, 'f:http': {}}}},
      {manager: 'argo', time: '2026-12-01T02:00:00Z', fieldsV1: {'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}}}},
      {
        manager: 'hpa',
        time: '2026-12-01T00:00:00Z',
        fieldsV1: {'f:spec': {'f:containers': {'k:{"name":"app"}': {'.': {}, 'f:image': {}}}}},
      },
    ],
  },
};

test.each([
  [['spec', 'timeout'], 'kubectl'],
  [['spec', 'http', 0, 'route'], 'kubectl'],
  [['metadata', 'labels', 'app'], 'argo'],
  [['spec', 'containers', {key: 'name', value: 'app'}, 'image'], 'hpa'],
  // Nobody has it any more.
  [['spec', 'gone'], 'argo'],
])('%j was written by %s', (path, manager) => {
  expect(writerOf(OBJECT, path)?.manager).toBe(manager);
});

test('nobody is known to have written an object without managed fields', () => {
  expect(writerOf({apiVersion: 'v1', kind: 'X', metadata: {name: 'x'}}, ['spec'])).toBeUndefined();
});
