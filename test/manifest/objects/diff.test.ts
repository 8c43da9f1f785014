// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type ComparedObject, diffFields, diffManifests} from '../../../src/manifest/objects/diff.js';
import {manifestDiffText} from '../../../src/writer/manifest/diff.js';

function object(kind: string, name: string, value: unknown = {}): ComparedObject {
  return {group: '', kind, namespace: 'istio-system', name, value: () => value};
}

describe('differences of fields', () => {
  test.each([
    ['nothing', {a: [1, {b: 2}]}, {a: [1, {b: 2}]}, []],
    ['a scalar', {a: {b: 1}}, {a: {b: 2}}, [{path: 'a.b', before: 1, after: 2}]],
    ['a field that came', {}, {a: null}, [{path: 'a', before: undefined, after: null}]],
    ['another type', {a: '1'}, {a: 1}, [{path: 'a', before: '1', after: 1}]],
    ['a key that is no word', {'a/b.c': 1}, {'a/b.c': 2}, [{path: '["a/b.c"]', before: 1, after: 2}]],
    [
      'a named item',
      {l: [{name: 'x', v: 1}, {name: 'y'}]},
      {l: [{name: 'y'}, {name: 'x', v: 2}]},
      [{path: 'l[x].v', before: 1, after: 2}],
    ],
    ['an item by its place', {l: ['a', 'b']}, {l: ['a']}, [{path: 'l[1]', before: 'b', after: undefined}]],
    [
      'a hostile key',
      JSON.parse('{"__proto__": 1}'),
      JSON.parse('{"constructor": 1}'),
      [
        {path: '__proto__', before: 1, after: undefined},
        {path: 'constructor', before: undefined, after: 1},
      ],
    ],
  ])('%s', (_, before, after, changes) => {
    expect(diffFields(before, after)).toEqual(changes);
  });

  test('a value never differs from itself, and differences turn round', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(diffFields(a, structuredClone(a))).toEqual([]);
        const turned = diffFields(b, a).map(({path, before, after}) => ({path, before: after, after: before}));
        const paths = (changes: {path: string}[]) => changes.map(({path}) => path).sort();
        expect(paths(diffFields(a, b))).toEqual(paths(turned));
      }),
    );
  });
});

test('a manifest differs by object, then by field, then in lines of texts', () => {
  const before = [
    object('ConfigMap', 'istio', {data: {mesh: 'a: 1\nb: 2\nc: 3\n'}}),
    object('Deployment', 'istiod', {spec: {replicas: 1}}),
    object('Service', 'old'),
    object('Service', 'same'),
  ];
  const after = [
    object('Service', 'same'),
    object('DaemonSet', 'ztunnel'),
    object('Deployment', 'istiod', {spec: {replicas: 2}}),
    object('ConfigMap', 'istio', {data: {mesh: 'a: 1\nb: 3\nc: 3\n'}}),
  ];
  expect(manifestDiffText(diffManifests(before, after))).toBe(`~ ConfigMap  istio-system/istio
    data.mesh:
      @@ -1,3 +1,3 @@
       a: 1
      -b: 2
      +b: 3
       c: 3
+ DaemonSet  istio-system/ztunnel
~ Deployment istio-system/istiod
    spec.replicas: 1 -> 2
- Service    istio-system/old
2 changed, 1 added, 1 removed, 1 unchanged
`);
  expect(manifestDiffText(diffManifests(before, before))).toBe('');
});
