// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, object} from '../../analyzed.js';

const ANALYZER = 'auth.MethodAnalyzer';
const policy = (operation: object) => object('AuthorizationPolicy', 's/p', {spec: {rules: [{to: [{operation}]}]}});
const texts = async (operation: object) => (await analyze(ANALYZER, [policy(operation)])).map(({text}) => text);

test('a method in lower case is named with its place', async () => {
  expect(await analyze(ANALYZER, [policy({methods: ['GET', 'get']})])).toEqual([
    {
      about: 'ISTX410 AuthorizationPolicy s/p spec.rules.0.to.0.operation.methods.1',
      text: 'No request has the method "get": the value matches nothing. Methods are upper case: write "GET".',
    },
  ]);
});

test.each([[['TRACE', 'TRACK']], [['GET', 'SET']], [['PATCH', 'PATH']], [['FETCH']]])(
  '%j: methods that somebody may well mean',
  async (methods) => {
    expect(await texts({methods})).toEqual([]);
  },
);

test('so is one that is left out', async () => {
  expect(await analyze(ANALYZER, [policy({notMethods: ['Post']})])).toEqual([
    {
      about: 'ISTX410 AuthorizationPolicy s/p spec.rules.0.to.0.operation.notMethods.0',
      text: 'No request has the method "Post": the value excludes nothing. Methods are upper case: write "POST".',
    },
  ]);
});

test.each([
  ['DELTE', 'Did you mean "DELETE"?'],
  ['GTE', 'Did you mean "GET"?'],
  ['OPTION', 'Did you mean "OPTIONS"?'],
  ['propfind', 'Methods are upper case: write "PROPFIND".'],
  ['GET,POST', 'Write each method as an entry of its own, without spaces.'],
  ['GET|POST', 'Write each method as an entry of its own, without spaces.'],
  ['GET/POST', 'Write each method as an entry of its own, without spaces.'],
  ['GET ', 'Write each method as an entry of its own, without spaces.'],
  ['/shop.Cart/Add', 'A gRPC request is a POST: name its method in paths.'],
  ['shop.Cart/Add', 'A gRPC request is a POST: name its method in paths.'],
])('%s: reported', async (method, remedy) => {
  expect(await texts({methods: [method]})).toEqual([
    `No request has the method "${method}": the value matches nothing. ${remedy}`,
  ]);
});

test.each(['GET', 'HEAD', 'PATCH', 'PROPFIND', 'PURGE', 'M-SEARCH', '*', 'P*', '*T', 'FLUSHALL', 'RELOAD'])(
  '%s: not reported',
  async (method) => {
    expect(await texts({methods: [method], notMethods: [method]})).toEqual([]);
  },
);
