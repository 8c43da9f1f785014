// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {routeConditionsText} from '../../src/envoy/route-conditions.js';

test.each<[object, string]>([
  [{prefix: '/'}, '/*'],
  [{path: '/exact', case_sensitive: false}, '/exact; any case'],
  [{connect_matcher: {}}, 'CONNECT'],
  [{path_match_policy: {name: 't', typed_config: {path_template: '/a/{x}/**'}}}, 'template /a/{x}/**'],
  [{path_match_policy: {name: 'own', typed_config: {}}}, 'path by own'],
  [{prefix: '/', grpc: {}}, '/*; gRPC'],
  [{prefix: '/', runtime_fraction: {default_value: {numerator: 5}}}, '/*; 5 % of requests'],
  [
    {prefix: '/', runtime_fraction: {default_value: {numerator: 25, denominator: 'TEN_THOUSAND'}}},
    '/*; 0.25 % of requests',
  ],
  [
    {prefix: '/', headers: [{name: 'end-user', string_match: {exact: 'mark'}, invert_match: true}]},
    '/*; header end-user is not mark',
  ],
  [{prefix: '/', headers: [{name: ':method', string_match: {exact: 'POST'}}]}, '/*; method is POST'],
  [{prefix: '/', headers: [{name: 'a', safe_regex_match: {regex: 'x.*'}}]}, '/*; header a matches x.*'],
  [{prefix: '/', headers: [{name: 'a', prefix_match: 'x'}]}, '/*; header a starts with x'],
  [{prefix: '/', headers: [{name: 'a', range_match: {start: 1, end: 10}}]}, '/*; header a is 1 to 9'],
  [{prefix: '/', headers: [{name: 'a'}]}, '/*; header a is sent'],
  [{prefix: '/', headers: [{name: 'a', present_match: false}]}, '/*; header a is not sent'],
  [{prefix: '/', headers: [{name: 'a', present_match: true, invert_match: true}]}, '/*; header a is not sent'],
  [
    {prefix: '/', query_parameters: [{name: 'q', string_match: {safe_regex: {regex: 'x.*'}}}, {name: 'r'}]},
    '/*; query q matches x.*; query r is sent',
  ],
  [{prefix: '/', dynamic_metadata: [{}], tls_context: {}}, '/*; client certificate; dynamic metadata'],
])('%j is shown as %s', (match, text) => {
  expect(routeConditionsText({match})).toBe(text);
});
