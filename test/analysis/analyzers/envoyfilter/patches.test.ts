// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {findings, object} from '../../analyzed.js';

const ANALYZER = 'envoyfilter.EnvoyPatchAnalyzer';
const filter = (patches: object[], spec: object = {}, name = 'a/f') =>
  object('EnvoyFilter', name, {spec: {...spec, configPatches: patches}});
const patch = (operation: string, applyTo = 'HTTP_FILTER', rest: object = {}) => ({
  applyTo,
  patch: {operation},
  ...rest,
});
const codes = async (...parameters: Parameters<typeof findings>) =>
  (await findings(...parameters)).map((about) => about.split(' ')[0]);

test.each([
  ['ADD', 'HTTP_ROUTE', ['IST0153']],
  ['ADD', 'ROUTE_CONFIGURATION', ['IST0153']],
  ['ADD', 'CLUSTER', []],
  ['REMOVE', 'HTTP_ROUTE', ['IST0154']],
  ['REMOVE', 'CLUSTER', ['IST0151']],
  ['REPLACE', 'CLUSTER', ['IST0152']],
  ['REPLACE', 'VIRTUAL_HOST', ['IST0151']],
  ['INSERT_BEFORE', 'HTTP_FILTER', ['IST0151']],
  ['INSERT_AFTER', 'HTTP_FILTER', ['IST0151']],
  ['INSERT_FIRST', 'HTTP_FILTER', []],
  ['MERGE', 'HTTP_ROUTE', []],
])('%s of %s', async (operation, applyTo, wanted) => {
  expect(await codes(ANALYZER, [filter([patch(operation, applyTo)])])).toEqual(wanted);
});

test('a priority settles what is relative, but not what is ignored', async () => {
  const patches = [patch('INSERT_BEFORE'), patch('ADD', 'HTTP_ROUTE')];
  expect(await codes(ANALYZER, [filter(patches, {priority: 5})])).toEqual(['IST0153']);
  expect(await codes(ANALYZER, [filter(patches)])).toEqual(['IST0151', 'IST0153']);
});

test('a patch behind one for some versions of the same thing says so', async () => {
  const named = (name: string, rest: object = {}) => ({patch: {operation: 'INSERT_BEFORE', value: {name}}, ...rest});
  const first = filter([named('lua', {match: {proxy: {proxyVersion: '^1'}}})], {}, 'a/first');
  const second = filter([named('wasm'), named('lua')], {}, 'a/second');
  expect(await findings(ANALYZER, [first, second])).toEqual([
    'IST0151 EnvoyFilter a/first spec.configPatches.0.patch.value',
    'IST0151 EnvoyFilter a/second spec.configPatches.0.patch.value',
    'IST0155 EnvoyFilter a/second spec.configPatches.1.patch.value',
  ]);
});

test('nothing is looked at behind a patch that is left out', async () => {
  expect(await codes(ANALYZER, [filter([patch('REMOVE'), {applyTo: 'CLUSTER'}, patch('REMOVE')])])).toEqual([
    'IST0151',
  ]);
});
