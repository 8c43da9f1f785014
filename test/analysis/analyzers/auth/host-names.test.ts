// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, object} from '../../analyzed.js';

const ANALYZER = 'auth.HostFormAnalyzer';
const policy = (rule: object) => object('AuthorizationPolicy', 's/p', {spec: {rules: [rule]}});
const hosts = (...values: string[]) => policy({to: [{operation: {hosts: values}}]});

test('a host with a scheme is named with its place', async () => {
  expect(await analyze(ANALYZER, [hosts('shop.example.com', 'https://shop.example.com')])).toEqual([
    {
      about: 'ISTX415 AuthorizationPolicy s/p spec.rules.0.to.0.operation.hosts.1',
      text:
        'No request has the host "https://shop.example.com": the value matches nothing. ' +
        'A host has no scheme: write "shop.example.com".',
    },
  ]);
});

test('so is one that is left out, and one in a condition', async () => {
  const rule = {
    to: [{operation: {notHosts: ['a.example.com/x']}}],
    when: [
      {key: 'request.headers[:authority]', values: ['a b']},
      {key: 'request.headers[host]', values: ['a'], notValues: ['^a']},
      {key: 'request.headers[referer]', values: ['https://a/b']},
    ],
  };
  expect(await analyze(ANALYZER, [policy(rule)])).toEqual([
    {
      about: 'ISTX415 AuthorizationPolicy s/p spec.rules.0.to.0.operation.notHosts.0',
      text: 'No request has the host "a.example.com/x": the value excludes nothing. A host has no path: write "a.example.com".',
    },
    {
      about: 'ISTX415 AuthorizationPolicy s/p spec.rules.0.when.0.values.0',
      text: 'No request has the host "a b": the value matches nothing. Write each host as an entry of its own, without spaces.',
    },
    {
      about: 'ISTX415 AuthorizationPolicy s/p spec.rules.0.when.1.notValues.0',
      text:
        'No request has the host "^a": the value excludes nothing. ' +
        'A host cannot contain "^"; the only pattern is one star, at the start or at the end.',
    },
  ]);
});

test.each([
  ['http://*.example.com', 'A host has no scheme: write "*.example.com".'],
  ['*://example.com', 'A host has no scheme: write "example.com".'],
  ['//example.com/x', 'A host has no scheme: write "example.com".'],
  ['example.com/*', 'A host has no path: write "example.com".'],
  ['example.com:8080/a?b', 'A host has no path: write "example.com:8080".'],
  ['/cart', 'A host has no path.'],
  ['example.com?b', 'A host has no query: write "example.com".'],
  [' example.com', 'A host has no spaces: write "example.com".'],
  ['example.com\n', 'A host has no spaces: write "example.com".'],
  ['a.com, b.com', 'Write each host as an entry of its own, without spaces.'],
  ['a.*.com', 'Only one star counts, at the start or at the end.'],
  ['*.a.*', 'Only one star counts, at the start or at the end.'],
  ['**', 'Only one star counts, at the start or at the end.'],
  ['(a|b).com', 'A host cannot contain "|"; the only pattern is one star, at the start or at the end.'],
  ['bücher.example', 'Write an international name in its ASCII form (xn--…).'],
])('%j: reported', async (host, remedy) => {
  const found = await analyze(ANALYZER, [hosts(host)]);
  expect(found.map(({text}) => text)).toEqual([
    `No request has the host ${JSON.stringify(host)}: the value matches nothing. ${remedy}`,
  ]);
});

test.each([
  '*',
  'a',
  'Shop.Example.COM',
  'example.com:8080',
  'example.com:*',
  'example.com*',
  '*.example.com',
  '*example.com:80',
  '*:8080',
  '10.0.0.1',
  '[2001:db8::1]:80',
  'a_b.example.com',
  'xn--bcher-kva.example',
  "a!$&'()+,;=%~",
  'cart.shop.svc.cluster.local',
])('%j: not reported', async (host) => {
  const operation = {hosts: [host], notHosts: [host], paths: ['/a*b', 'https://x'], ports: ['80']};
  expect(await analyze(ANALYZER, [policy({to: [{operation}]})])).toEqual([]);
});
