// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {isCatchAll, routeMatch} from '../../../src/preview/routes/http/match.js';
import type {HttpMatch} from '../../../src/preview/routes/http/spec.js';

const OWN = {annotations: {}};
const GATEWAY_API = {annotations: {'internal.istio.io/route-semantics': 'gateway'}};

/** As JSON: without fields that are absent. */
function printed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('the match of a route', () => {
  test.each<[string, HttpMatch, object]>([
    ['an exact path', {uri: {exact: '/a'}}, {path: '/a'}],
    ['a prefix', {uri: {prefix: '/a/'}}, {prefix: '/a/'}],
    ['a regular expression', {uri: {regex: '/v[12]'}}, {safe_regex: {regex: '/v[12]'}}],
    ['a path in any case', {uri: {exact: '/a'}, ignoreUriCase: true}, {path: '/a', case_sensitive: false}],
    ['an empty test of the path', {uri: {}}, {prefix: '/'}],
    [
      'headers by name, then method, authority and scheme',
      {
        scheme: {exact: 'http'},
        authority: {prefix: 'a'},
        method: {regex: 'GET|PUT'},
        headers: {'x-b': {exact: ''}, 'x-a': {}},
      },
      {
        prefix: '/',
        headers: [
          {name: 'x-a', present_match: true},
          {name: 'x-b', string_match: {exact: ''}},
          {name: ':method', string_match: {safe_regex: {regex: 'GET|PUT'}}},
          {name: ':authority', string_match: {prefix: 'a'}},
          {name: ':scheme', string_match: {exact: 'http'}},
        ],
      },
    ],
    [
      'headers that must be absent or different',
      {withoutHeaders: {'x-b': {exact: '1'}, 'x-a': {regex: '*'}}, headers: {'x-b': {prefix: '2'}}},
      {
        prefix: '/',
        headers: [
          {name: 'x-a', present_match: true, invert_match: true},
          {name: 'x-b', string_match: {prefix: '2'}},
          {name: 'x-b', string_match: {exact: '1'}, invert_match: true, treat_missing_header_as_empty: true},
        ],
      },
    ],
    [
      'query parameters',
      {queryParams: {debug: {}, v: {exact: '2'}}},
      {
        prefix: '/',
        query_parameters: [
          {name: 'debug', present_match: true},
          {name: 'v', string_match: {exact: '2'}},
        ],
      },
    ],
  ])('has %s', (_, match, expected) => {
    expect(printed(routeMatch(OWN, match))).toEqual({case_sensitive: true, ...expected});
  });

  test('is everything where there is no match', () => {
    expect(routeMatch(OWN)).toEqual({prefix: '/'});
  });

  test.each([
    ['/a', {path_separated_prefix: '/a'}],
    ['/a/', {path_separated_prefix: '/a'}],
    ['/', {prefix: '/'}],
  ])('compares whole segments for routes of the Gateway API: %s', (prefix, expected) => {
    expect(routeMatch(GATEWAY_API, {uri: {prefix}})).toMatchObject(expected);
  });

  test.each([
    ['@request.auth.claims.group.id', ['payload', 'group', 'id']],
    ['@request.auth.claims[group][a.b]', ['payload', 'group', 'a.b']],
  ])('asks the JWT filter about %s', (header, path) => {
    const value = {string_match: {exact: 'admin'}};
    const matcher = {
      filter: 'envoy.filters.http.jwt_authn',
      path: path.map((key) => ({key})),
      value: {or_match: {value_matchers: [{list_match: {one_of: value}}, value]}},
    };
    const match = routeMatch(OWN, {headers: {[header]: {exact: 'admin'}}});
    expect(match['dynamic_metadata']).toEqual([matcher]);
    expect(match['headers']).toBeUndefined();
    const without = routeMatch(OWN, {withoutHeaders: {[header]: {exact: 'admin'}}});
    expect(without['dynamic_metadata']).toEqual([{...matcher, invert: true}]);
  });

  test.each<[HttpMatch, boolean]>([
    [{}, true],
    [{uri: {prefix: '/'}}, true],
    [{uri: {regex: '.*'}}, true],
    [{uri: {regex: '/.*'}}, false],
    [{uri: {prefix: '/a'}}, false],
    [{headers: {a: {}}}, false],
    [{queryParams: {a: {}}}, false],
    [{headers: {'@request.auth.claims.a': {exact: '1'}}}, false],
  ])('%j takes every request: %s', (match, expected) => {
    expect(isCatchAll(routeMatch(OWN, match))).toBe(expected);
  });
});
