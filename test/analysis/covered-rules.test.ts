// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {coveredRules} from '../../src/analysis/schema/virtualservice/covered-rules.js';
import type {HttpRoute} from '../../src/api/istio-types.js';
import {linesOf} from './analyze.js';

const texts = (...rules: HttpRoute[]) => [...coveredRules(rules)].map(({text}) => text);
const prefix = (text: string) => ({uri: {prefix: text}});
const exact = (text: string) => ({uri: {exact: text}});

describe('a rule takes nothing', () => {
  test('behind a wider prefix, and the message names both', () => {
    expect(texts({name: 'api', match: [prefix('/api')]}, {name: 'v2', match: [exact('/api/v2')]})).toEqual([
      'virtualService rule "v2" match #0 of exact /api/v2 is not used (duplicate/overlapping match in rule #0 of prefix /api on "api")',
      'virtualService rule "v2" not used (all matches used by prior rules)',
    ]);
  });

  test.each<[string, HttpRoute[], string]>([
    [
      'behind one for all',
      [{}, {match: [prefix('/a')]}],
      'virtualService rule #1 not used (route without matches defined before)',
    ],
    ['as a second one for all', [{}, {}], 'virtualService rule #1 not used (only the last rule can have no matches)'],
    [
      'behind the prefix of all',
      [{match: [prefix('/')]}, {match: [exact('/a')]}],
      'virtualService rule #1 not used (all matches used by prior rules)',
    ],
    [
      'for all, behind the prefix of all',
      [{match: [prefix('/')]}, {}],
      'virtualService rule #1 not used (all matches used by prior rules)',
    ],
    [
      'behind the same match',
      [{match: [prefix('/a')]}, {match: [{...prefix('/a'), name: 'n'}]}],
      'virtualService rule #1 not used (all matches used by prior rules)',
    ],
    [
      'behind two that share it',
      [{match: [prefix('/a')]}, {match: [prefix('/b')]}, {match: [exact('/a/x'), exact('/b/x')]}],
      'virtualService rule #2 not used (all matches used by prior rules)',
    ],
    [
      'that hands over to a delegate',
      [{match: [prefix('/a')]}, {match: [prefix('/a/b')], delegate: {name: 'd'}}],
      'virtualService rule #1 not used (all matches used by prior rules)',
    ],
  ])('%s', (_, rules, expected) => {
    expect(texts(...rules)).toContain(expected);
  });

  test('in one of its matches', () => {
    expect(texts({match: [prefix('/a')]}, {match: [exact('/a/x'), exact('/b')]})).toEqual([
      'virtualService rule #1 match #0 of exact /a/x is not used (duplicate/overlapping match in rule #0 of prefix /a on #0)',
    ]);
  });
});

describe('a rule takes something', () => {
  test.each<[string, HttpRoute[]]>([
    ['before a wider one', [{match: [exact('/a/b')]}, {match: [prefix('/a')]}, {}]],
    ['of sources without a label', [{match: [{...prefix('/a'), sourceLabels: {v: '1'}}]}, {match: [prefix('/a/b')]}]],
    ['of another case', [{match: [prefix('/a')]}, {match: [{...prefix('/a/b'), ignoreUriCase: true}]}]],
    ['of another method', [{match: [{...prefix('/a'), method: {exact: 'GET'}}]}, {match: [prefix('/a/b')]}]],
    ['of another header', [{match: [{headers: {x: {exact: '1'}}}]}, {match: [{headers: {x: {exact: '2'}}}]}]],
    ['on another port', [{match: [{port: 80}]}, {match: [{port: 81}]}]],
    ['on another gateway', [{match: [{gateways: ['a']}]}, {match: [{gateways: ['b']}]}]],
    ['behind a delegate', [{match: [prefix('/a')], delegate: {name: 'd'}}, {match: [prefix('/a/b')]}]],
    ['behind an expression', [{match: [{uri: {regex: '/a.*'}}]}, {match: [prefix('/a/b')]}]],
    ['with overlapping matches of its own', [{match: [prefix('/a'), prefix('/a/b')]}]],
  ])('%s', (_, rules) => {
    expect(texts(...rules)).toEqual([]);
  });
});

test('a rule is compared only with those that may cover it, however many there are', () => {
  const rules = Array.from({length: 20_000}, (_, i) => ({match: [prefix(`/a/${i}/`)]}));
  const last = {match: [exact('/a/7/x')]};
  expect(texts(...rules, last)).toEqual([
    'virtualService rule #20000 match #0 of exact /a/7/x is not used (duplicate/overlapping match in rule #0 of prefix /a/7/ on #7)',
    'virtualService rule #20000 not used (all matches used by prior rules)',
  ]);
});

test('with --compat 1.30 the rules are those of the Go istioctl', async () => {
  const text = JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {name: 'a', namespace: 's'},
    spec: {
      hosts: ['a'],
      http: [
        {match: [prefix('/a')], route: []},
        {match: [exact('/a/b')], route: []},
      ],
    },
  });
  const codes = (lines: string[]) => lines.filter((line) => /IST013[01]/.test(line));
  expect(codes(await linesOf(text, {compat: true}))).toEqual([]);
  expect(codes(await linesOf(text))).toHaveLength(2);
});
