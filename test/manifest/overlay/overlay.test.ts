// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {getIn, type Tree} from '../../../src/manifest/input/tree.js';
import {applyOverlay} from '../../../src/manifest/overlay/overlay.js';
import type {RenderRequest} from '../../../src/manifest/render.js';
import {iop, object, render} from '../small.js';

describe('overlays', () => {
  const overlaid = (kind: string, name: string, patches: Tree[], request: Partial<RenderRequest> = {}) =>
    render({files: [iop({components: {pilot: {k8s: {overlays: [{kind, name, patches}]}}}})], ...request});
  const container = 'spec.template.spec.containers.[name:discovery]';

  test.each<[string, Tree, Tree]>([
    ['by path', {path: 'spec.replicas', value: 5}, {spec: {replicas: 5}}],
    ['made on the way', {path: 'spec.a.b', value: {c: 1}}, {spec: {a: {b: {c: 1}}}}],
    ['list made on the way', {path: 'spec.list[0].a', value: 1}, {spec: {list: [{a: 1}]}}],
    [
      'element by pattern',
      {path: `${container}.args.[30m]`, value: '60m'},
      {spec: {template: {spec: {containers: [{args: ['a', '60m']}]}}}},
    ],
    [
      'element by index',
      {path: `${container}.args[0]`, value: 'b'},
      {spec: {template: {spec: {containers: [{args: ['b', '30m']}]}}}},
    ],
    [
      'appended',
      {path: `${container}.args.[-1]`, value: 'c'},
      {spec: {template: {spec: {containers: [{args: ['a', '30m', 'c']}]}}}},
    ],
    [
      'added to a list',
      {path: `${container}.args`, value: 'c'},
      {spec: {template: {spec: {containers: [{args: ['a', '30m', 'c']}]}}}},
    ],
    [
      'list replaced',
      {path: `${container}.args`, value: ['c']},
      {spec: {template: {spec: {containers: [{args: ['c']}]}}}},
    ],
    ['element deleted', {path: `${container}.args.[a]`}, {spec: {template: {spec: {containers: [{args: ['30m']}]}}}}],
    [
      'text that is a map',
      {path: 'spec.strategy', value: 'type: Recreate\nx:\n  z: 1\n'},
      {spec: {strategy: {type: 'Recreate', x: {z: 1}}}},
    ],
    ['text that is JSON', {path: 'spec.x', value: '{"a": 1}'}, {spec: {x: '{"a": 1}'}}],
    ['text in a map of texts', {path: 'metadata.annotations.x', value: 'a: b'}, {metadata: {annotations: {x: 'a: b'}}}],
  ])('%s', async (_, patch, expected) => {
    const {objects, warnings} = await overlaid('Deployment', 'istiod', [patch]);
    expect(object(objects, 'Deployment', 'istiod')).toMatchObject(expected);
    expect(warnings).toEqual(['WARNING: be careful']);
  });

  test('entry deleted', async () => {
    const {objects} = await overlaid('Deployment', 'istiod', [{path: 'spec.template.spec.tolerations', value: null}]);
    expect(getIn(object(objects, 'Deployment', 'istiod'), ['spec', 'template', 'spec'])).not.toHaveProperty(
      'tolerations',
    );
  });

  test('a text that is a map is one everywhere for the reference', async () => {
    const {objects} = await overlaid('ConfigMap', 'values', [{path: 'data.x', value: 'a: b'}], {compat: true});
    expect(object(objects, 'ConfigMap', 'values')).toMatchObject({data: {x: {a: 'b'}}});
  });

  test('setting twice is setting once, and the rest stays as it is', () => {
    const steps = fc.array(fc.constantFrom('a', 'b', '__proto__', 'l[0]', 'l[name:x]'), {minLength: 1, maxLength: 4});
    const value = fc.oneof(fc.nat(), fc.array(fc.nat()), fc.constant({c: 1}));
    const object = () => ({a: {l: [{name: 'x'}, {name: 'y'}]}, l: [{name: 'x', a: {b: 1}}], other: {stays: true}});
    fc.assert(
      fc.property(steps, value, (path, value) => {
        const overlay = {kind: 'K', name: 'n', patches: [{path: path.join('.'), value}]};
        const apply = (at: Tree) => applyOverlay(at, overlay, {compat: false}, () => {});
        const once = apply(object());
        // The element that `[name:x]` finds may be gone afterwards: then nothing more happens.
        expect(apply(once)).toEqual(once);
        expect(getIn(once, ['other'])).toEqual({stays: true});
      }),
    );
  });

  test.each<[string, string, Tree, string]>([
    ['Deployment', 'other', {path: 'spec.replicas', value: 1}, 'overlay of Deployment other: pilot has no such object'],
    ['Deployment', 'istiod', {path: 'spec.replicas.x', value: 1}, 'spec.replicas is no object'],
    [
      'Deployment',
      'istiod',
      {path: 'spec.template.spec.containers.[name:x].image', value: 1},
      'has no element [name:x]',
    ],
    ['Deployment', 'istiod', {path: 'spec.nothing.here'}, 'there is no nothing in spec'],
    ['Deployment', 'istiod', {path: `${container}.args.[(]`, value: 1}, '[(] is no regular expression'],
    ['Deployment', 'istiod', {path: '', value: 1}, 'the path is empty'],
    ['Deployment', 'istiod', {path: 'spec.new.[name:x].y', value: 1}, 'spec.new has no element [name:x]'],
  ])('of %s %s that cannot be made are warned of', async (kind, name, patch, message) => {
    const {objects, warnings} = await overlaid(kind, name, [patch]);
    expect(object(objects, 'Deployment', 'istiod')).toEqual(object((await render()).objects, 'Deployment', 'istiod'));
    expect(warnings.join('\n')).toContain(message);
  });

  test('CRDs can be changed too', async () => {
    const overlays = [
      {kind: 'CustomResourceDefinition', name: 'x.example.io', patches: [{path: 'spec.group', value: 'g'}]},
    ];
    const {objects} = await render({files: [iop({components: {base: {k8s: {overlays}}}})]});
    expect(object(objects, 'CustomResourceDefinition', 'x.example.io')).toMatchObject({spec: {group: 'g'}});
  });
});
