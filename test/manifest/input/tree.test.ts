// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cloneTree, formatPath, getIn, mergeTrees, type Tree, withIn} from '../../../src/manifest/input/tree.js';

const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'x.y');
const tree = fc.letrec<{tree: Tree; value: unknown}>((tie) => ({
  tree: fc.array(fc.tuple(key, tie('value')), {maxLength: 4}).map((entries) => Object.fromEntries(entries)),
  value: fc.oneof(
    {depthSize: 'small'},
    fc.constantFrom(null, 1, 'x', true),
    fc.array(fc.nat(3), {maxLength: 2}),
    tie('tree'),
  ),
})).tree;

describe('mergeTrees', () => {
  test('maps merge, everything else replaces', () => {
    const base = {a: {x: 1, y: [1, 2]}, b: 'b', c: {d: 1}};
    const over = {a: {y: [3], z: null}, b: {e: 1}, c: null};
    expect(mergeTrees(base, over)).toEqual({a: {x: 1, y: [3], z: null}, b: {e: 1}, c: null});
  });

  test('is associative, has the empty tree as its unit, and changes nothing', () => {
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        const before = cloneTree([a, b, c]);
        expect(mergeTrees({}, a)).toEqual(a);
        expect(mergeTrees(a, {})).toEqual(a);
        expect(mergeTrees(a, a)).toEqual(a);
        if (!hasScalarUnderMap(a, b, c))
          expect(mergeTrees(mergeTrees(a, b), c)).toEqual(mergeTrees(a, mergeTrees(b, c)));
        expect([a, b, c]).toEqual(before);
      }),
    );
  });

  test('the later one wins at every leaf', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => leaves(b).every(([path, value]) => getIn(mergeTrees(a, b), path) === value)),
    );
  });
});

/** Where a scalar of the middle tree hides a map of the first one, order matters: the scalar wipes out what it hides. */
function hasScalarUnderMap(a: unknown, b: unknown, c: unknown): boolean {
  if (!isMap(b)) return isMap(a) && b !== undefined && isMap(c);
  return Object.keys(b).some((name) => hasScalarUnderMap(getIn(a, [name]), getIn(b, [name]), getIn(c, [name])));
}

function isMap(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function leaves(value: unknown, path: string[] = []): [string[], unknown][] {
  if (!isMap(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, entry]) => leaves(entry, [...path, name]));
}

test('withIn copies what it changes', () => {
  const before = {a: {b: 1}, c: {}};
  expect(withIn(before, ['a', 'd', 'e'], 2)).toEqual({a: {b: 1, d: {e: 2}}, c: {}});
  expect(before).toEqual({a: {b: 1}, c: {}});
});

test('formatPath writes what --set reads', () => {
  expect(formatPath(['spec', 'a.b', 0, 1, 'c'])).toBe('spec.a\\.b[0][1].c');
});
