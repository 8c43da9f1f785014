// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ExitCode, IstioctlError} from '../../../src/errors.js';
import {applySet, parseSetArgument} from '../../../src/manifest/input/set-argument.js';
import {formatSteps, parseSetPath, type Step} from '../../../src/manifest/input/set-path.js';
import {parseSetValue} from '../../../src/manifest/input/set-value.js';
import {getIn, type Tree} from '../../../src/manifest/input/tree.js';

describe('paths', () => {
  test.each<[string, Step[]]>([
    ['values.pilot.image', [{key: 'values'}, {key: 'pilot'}, {key: 'image'}]],
    [' .values.//pilot/./ ', [{key: 'values'}, {key: '/pilot'}]],
    ['a.b/../c', [{key: 'c'}]],
    ['a..b', [{key: 'a'}, {key: 'b'}]],
    ['labels.app\\.kubernetes\\.io/name', [{key: 'labels'}, {key: 'app.kubernetes.io/name'}]],
    ['a[0].b', [{key: 'a'}, {index: 0}, {key: 'b'}]],
    ['a.[0].b', [{key: 'a'}, {index: 0}, {key: 'b'}]],
    ['a[-1]', [{key: 'a'}, {index: -1}]],
    ['a[0][1]', [{key: 'a'}, {index: 0}, {index: 1}]],
    ['a[name:x.y:z].b', [{key: 'a'}, {where: 'name', is: 'x.y:z'}, {key: 'b'}]],
  ])('%s', (text, steps) => {
    expect(parseSetPath(text)).toEqual(steps);
  });

  test.each(['', '.', '[0]', 'a[x]', 'a[0', 'a[0]b'])('refuses "%s"', (text) => {
    expect(() => parseSetPath(text)).toThrow(expect.objectContaining({exitCode: ExitCode.Usage}));
  });

  const key = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_.-]{0,8}[a-zA-Z0-9]$/).map((key): Step => ({key}));
  const selector = fc.oneof(
    fc.nat(20).map((index): Step => ({index})),
    fc
      .tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.stringMatching(/^[a-z0-9.-]{1,8}$/))
      .map(([where, is]): Step => ({where, is})),
  );
  test('what is printed reads back', () => {
    fc.assert(
      fc.property(key, fc.array(fc.oneof(key, selector), {maxLength: 5}), (first, rest) => {
        const steps = [first, ...rest];
        expect(parseSetPath(formatSteps(steps))).toEqual(steps);
      }),
    );
  });
});

describe('values', () => {
  test.each<[string, unknown]>([
    ['1', 1],
    ['+5', 5],
    ['-0', 0],
    ['1e3', 1000],
    ['1_000', 1000],
    ['0x1p4', 16],
    ['-0x1.8p1', -3],
    ['.5', 0.5],
    ['5.', 5],
    ['t', true],
    ['F', false],
    ['True', true],
    ['yes', 'yes'],
    ['inf', 'inf'],
    ['NaN', 'NaN'],
    ['1e999', '1e999'],
    ['1_', '1_'],
    ['0x10', '0x10'],
    ['1.2.3', '1.2.3'],
    ['"1"', '"1"'],
    ['null', 'null'],
    ['a\\,b', 'a,b'],
    ['', ''],
    ['{a,b}', ['a', 'b']],
    ['{1, t ,a\\,b}', [1, true, 'a,b']],
    ['{}', []],
    ['{"a":1}', '{"a":1}'],
    ['{%START_TIME%}', '{%START_TIME%}'],
  ])('%s', (text, value) => {
    expect(parseSetValue('spec.values.x', text, 'any')).toEqual(value);
  });

  test.each<[string, string, unknown]>([
    ['spec.tag', '1.20', '1.20'],
    ['spec.components.pilot.tag', '1.20', '1.20'],
    ['spec.values.global.tag', '1', '1'],
    ['spec.compatibilityVersion', '1.25', '1.25'],
    ['spec.meshConfig.defaultConfig.proxyMetadata.A', '5', '5'],
    ['spec.values.pilot.tagline', '5', 5],
  ])('%s=%s', (path, text, value) => {
    expect(parseSetValue(path, text, 'any')).toEqual(value);
  });

  test('the reference knows no lists', () => {
    expect(parseSetValue('spec.x', '{a,b}', 'scalar')).toBe('{a,b}');
  });
});

function applied(document: Tree, argument: string, compat = false): Tree {
  applySet(document, parseSetArgument(argument, compat));
  return document;
}

describe('arguments', () => {
  test.each<[string, Tree, Tree]>([
    ['a.b=1', {}, {a: {b: 1}}],
    ['a.b=x', {a: null}, {a: {b: 'x'}}],
    ['a=x=y', {}, {a: 'x=y'}],
    ['a[0]=x', {}, {a: ['x']}],
    ['a[5]=x', {a: ['y']}, {a: ['y', 'x']}],
    ['a[0]=x', {a: ['y', 'z']}, {a: ['x', 'z']}],
    ['a[-1].b=1', {a: [{b: 0}]}, {a: [{b: 0}, {b: 1}]}],
    ['a[name:x].b=1', {a: [{name: 'w'}, {name: 'x'}]}, {a: [{name: 'w'}, {name: 'x', b: 1}]}],
    ['a={x,y}', {a: ['z']}, {a: ['x', 'y']}],
    ['__proto__.b=1', {}, JSON.parse('{"__proto__":{"b":1}}')],
  ])('%s', (argument, spec, expected) => {
    expect(JSON.stringify(applied({spec}, argument))).toBe(JSON.stringify({spec: expected}));
    expect({}).not.toHaveProperty('b');
  });

  test('a field that holds text takes it as it is, unless the reference is to be followed', () => {
    expect(applied({}, 'revision=1')).toEqual({spec: {revision: '1'}});
    expect(applied({}, 'revision=1', true)).toEqual({spec: {revision: 1}});
  });

  test('the reference takes an argument without exactly one "=" for a path', () => {
    expect(applied({}, 'values.x', true)).toEqual({spec: {values: {x: ''}}});
    expect(applied({}, 'x=a=b', true)).toEqual({spec: {'x=a=b': ''}});
  });

  test.each<[string, Tree, string]>([
    ['a', {}, 'there is no value'],
    ['a.b=1', {a: 'x'}, 'spec.a is the value "x", so it has no field "b"'],
    ['a.b=1', {a: [1]}, 'spec.a is a list, so it has no field "b"'],
    ['a[0].b=1', {a: {}}, 'spec.a is an object, not a list'],
    ['a[0].b=1', {a: ['x']}, 'spec.a[0] is the value "x"'],
    ['a[name:x].b=1', {a: [{name: 'w'}]}, 'element [name:x] not found in spec.a'],
  ])('refuses %s', (argument, spec, message) => {
    expect(() => applied({spec}, argument)).toThrow(IstioctlError);
    expect(() => applied({spec}, argument)).toThrow(message);
  });

  test('names the elements there are', () => {
    expect(() => applied({spec: {a: [{name: 'w'}, {name: 'v'}]}}, 'a[name:x].b=1')).toThrow(
      expect.objectContaining({hint: 'There is [name:w], [name:v].'}),
    );
  });

  test('what was set is found where it was set', () => {
    const segment = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'x.y'), fc.nat(3));
    fc.assert(
      fc.property(fc.constantFrom('a', 'b'), fc.array(segment, {maxLength: 4}), fc.string(), (first, rest, text) => {
        const steps = [first, ...rest].map((step): Step => (typeof step === 'number' ? {index: step} : {key: step}));
        const document: Tree = {};
        const path = applySet(document, {argument: '', steps, value: text});
        expect(getIn(document, path)).toBe(text);
        applySet(document, {
          argument: '',
          steps: path.map((step): Step => (typeof step === 'number' ? {index: step} : {key: step})),
          value: 1,
        });
        expect(getIn(document, path)).toBe(1);
      }),
    );
  });
});
