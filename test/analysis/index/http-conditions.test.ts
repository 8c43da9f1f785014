// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Coverings, conditionsOf, covers, isCatchAll} from '../../../src/analysis/index/http-conditions.js';
import type {HttpMatch} from '../../../src/api/istio-types.js';

const prefix = (text: string): HttpMatch => ({uri: {prefix: text}});
const exact = (text: string): HttpMatch => ({uri: {exact: text}});
const x = {headers: {x: {exact: '1'}}};

describe('a match takes all that another takes', () => {
  test.each<[string, HttpMatch, HttpMatch]>([
    ['without conditions', {}, {...prefix('/a'), ...x}],
    ['with the prefix of every path', prefix('/'), exact('/a')],
    ['with a shorter prefix', prefix('/a'), prefix('/a/b')],
    ['with a prefix of the whole path', prefix('/a'), exact('/a/b')],
    ['with the same path', exact('/a'), exact('/a')],
    ['with the same expression', {uri: {regex: '/a.*'}}, {uri: {regex: '/a.*'}}],
    ['whatever the case', {...prefix('/A'), ignoreUriCase: true}, prefix('/a/b')],
    ['whatever the case of both', {...prefix('/A'), ignoreUriCase: true}, {...exact('/a/B'), ignoreUriCase: true}],
    ['with fewer headers', {...prefix('/a'), ...x}, {...prefix('/a'), headers: {x: {exact: '1'}, y: {exact: '2'}}}],
    ['with a header of any value', {headers: {x: {}}}, {headers: {X: {prefix: '1'}}}],
    ['with the same header behind a wider path', {...prefix('/'), ...x}, {...exact('/a'), ...x}],
    ['with the same query', {queryParams: {q: {exact: '1'}}}, {...prefix('/a'), queryParams: {q: {exact: '1'}}}],
    ['with fewer labels of the source', {sourceLabels: {a: '1'}}, {sourceLabels: {a: '1', b: '2'}}],
    ['on any port', prefix('/a'), {...prefix('/a'), port: 80}],
    ['under another name', {...prefix('/a'), name: 'one'}, {...prefix('/a'), name: 'two', statPrefix: 's'}],
  ])('%s', (_, wide, narrow) => {
    expect(covers(conditionsOf(wide), conditionsOf(narrow))).toBe(true);
  });
});

describe('a match leaves something to another', () => {
  test.each<[string, HttpMatch, HttpMatch]>([
    ['with a longer prefix', prefix('/a/b'), prefix('/a')],
    ['with one path', exact('/a'), prefix('/a')],
    ['with an expression', {uri: {regex: '/.*'}}, exact('/a')],
    ['that has an expression', prefix('/a'), {uri: {regex: '/a.*'}}],
    ['whose case does not matter', prefix('/a'), {...prefix('/a'), ignoreUriCase: true}],
    ['with another header', {headers: {y: {exact: '1'}}}, x],
    ['with another value', {headers: {x: {exact: '2'}}}, x],
    ['of which nothing is asked', x, prefix('/a')],
    ['with a header that must be missing', {withoutHeaders: {x: {}}}, prefix('/a')],
    ['with a query of any value', {queryParams: {q: {}}}, {queryParams: {q: {exact: '1'}}}],
    ['with a method', {method: {exact: 'GET'}}, {}],
    ['with a label of the source', {sourceLabels: {a: '1'}}, {}],
    ['on one port', {port: 80}, {port: 81}],
    ['on one port alone', {port: 80}, {}],
    ['of one namespace', {sourceNamespace: 'a'}, {}],
  ])('%s', (_, wide, narrow) => {
    expect(covers(conditionsOf(wide), conditionsOf(narrow))).toBe(false);
  });

  test('on its gateways alone', () => {
    expect(covers(conditionsOf({}, ['g']), conditionsOf({}))).toBe(false);
    expect(covers(conditionsOf({}), conditionsOf({}, ['g']))).toBe(true);
  });
});

test('only what asks nothing of the request is a catch-all', () => {
  const all: HttpMatch[] = [{}, prefix('/'), {port: 80}, {sourceLabels: {a: '1'}}, {name: 'n'}];
  expect(all.map((match) => isCatchAll(conditionsOf(match)))).toEqual(all.map(() => true));
  const some: HttpMatch[] = [prefix('/a'), x, {uri: {regex: '.*'}}, {method: {exact: 'GET'}}, exact('/')];
  expect(some.map((match) => isCatchAll(conditionsOf(match)))).toEqual(some.map(() => false));
});

test('what is found among many is what covers', () => {
  const path = fc.constantFrom<HttpMatch>({}, prefix('/'), prefix('/a'), prefix('/a/b'), exact('/a/b'), {
    uri: {regex: 'r'},
  });
  const header = fc.constantFrom<HttpMatch>({}, x, {headers: {x: {}}}, {headers: {x: {exact: '1'}, y: {exact: '1'}}});
  const rest = fc.constantFrom<HttpMatch>({}, {port: 80}, {ignoreUriCase: true}, {method: {exact: 'GET'}});
  const matches = fc.array(fc.tuple(path, header, rest).map((parts): HttpMatch => Object.assign({}, ...parts)));
  fc.assert(
    fc.property(matches, matches, (wide, narrow) => {
      const coverings = new Coverings<number>();
      const conditions = wide.map((match) => conditionsOf(match));
      for (const [i, each] of conditions.entries()) coverings.add(each, i);
      for (const match of narrow) {
        const found = coverings.find(conditionsOf(match));
        const expected = conditions.some((each) => covers(each, conditionsOf(match)));
        expect(found !== undefined).toBe(expected);
        if (found !== undefined) expect(covers(conditions[found]!, conditionsOf(match))).toBe(true);
      }
    }),
  );
});
