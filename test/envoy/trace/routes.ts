// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import type {Json} from '../../envoy-server/config.js';

/** Texts that are often equal, prefixes of each other, or differ only in case. */
const WORDS = ['a', 'ab', 'A', 'a-b', '', '7', '-3', 'a,b', 'https'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/A', '/ab', '/a/b/c', '/b', '/a.b', '//a'];
const DOMAINS = [
  'a.com',
  'b.a.com',
  'B.a.com',
  '*.a.com',
  '*.com',
  '*-x.a.com',
  'a.*',
  'b.a.*',
  'a.com:80',
  'a.com:8080',
  '*:8080',
  'a.*:8080',
];
const HOSTS = [
  'a.com',
  'A.com',
  'b.a.com',
  'c.a.com',
  'd-x.a.com',
  'a.org',
  'b.a.org',
  'a.com:80',
  'a.com:8080',
  'b.a.com:8080',
  'other',
  'com',
  '.com',
  '[::1]:8080',
];
const NAMES = ['x-one', 'X-Two', ':method', ':authority', ':path', ':scheme', 'x-forwarded-proto'];
const QUERIES = ['', '?q=a', '?q=ab&q=a', '?q', '?r=7&q=', '?q=a%2Cb', '?=&&q=A'];
const REGEXES = ['a.*', '[a-z]+', '.*', '/a(/.*)?', '', '(?i)A', '\\d'];

const word = fc.constantFrom(...WORDS);
const rare = (what: fc.Arbitrary<Json>) =>
  fc.oneof({weight: 3, arbitrary: fc.constant({})}, {weight: 1, arbitrary: what});

const stringMatch = fc
  .tuple(
    fc.oneof(
      word.map((exact) => ({exact})),
      fc
        .tuple(fc.constantFrom('prefix', 'suffix', 'contains'), word.filter(Boolean))
        .map(([kind, text]) => ({[kind]: text})),
      fc.constantFrom(...REGEXES.filter(Boolean)).map((regex) => ({safe_regex: {regex}})),
    ),
    fc.boolean(),
  )
  .map(([match, ignore_case]): Json => ('safe_regex' in match ? match : {...match, ignore_case}));

const headerMatch = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.oneof(
      stringMatch.map((string_match): Json => ({string_match})),
      fc.boolean().map((present_match) => ({present_match})),
      fc.constant({}),
      fc
        .tuple(fc.integer({min: -9, max: 9}), fc.integer({min: -9, max: 9}))
        .map(([start, end]) => ({range_match: {start, end}})),
    ),
    rare(fc.constant({invert_match: true})),
    rare(fc.constant({treat_missing_header_as_empty: true})),
  )
  .map(([name, ...parts]): Json => Object.assign({name}, ...parts));

const queryMatch = fc
  .tuple(
    fc.constantFrom('q', 'r', ''),
    fc.oneof(
      stringMatch.map((string_match): Json => ({string_match})),
      fc.boolean().map((present_match) => ({present_match})),
    ),
  )
  .filter(([name]) => name !== '')
  .map(([name, match]): Json => ({name, ...match}));

const pathMatch = fc.oneof(
  fc.constantFrom(...PATHS).map((prefix): Json => ({prefix})),
  fc.constantFrom(...PATHS).map((path): Json => ({path})),
  fc
    .constantFrom(...PATHS.filter((path) => !path.endsWith('/')))
    .map((path_separated_prefix): Json => ({path_separated_prefix})),
  fc.constantFrom(...REGEXES.filter(Boolean)).map((regex): Json => ({safe_regex: {regex}})),
);

const routeMatch = fc
  .tuple(
    pathMatch,
    rare(fc.constant({case_sensitive: false})),
    rare(fc.constant({grpc: {}})),
    fc.array(headerMatch, {maxLength: 2}).map((headers) => ({headers})),
    rare(fc.array(queryMatch, {maxLength: 2}).map((query_parameters) => ({query_parameters}))),
    rare(
      fc
        .constantFrom({numerator: 0}, {numerator: 100}, {numerator: 1_000_000, denominator: 'MILLION'}, {numerator: 30})
        .map((default_value) => ({runtime_fraction: {default_value}})),
    ),
  )
  .map((parts): Json => Object.assign({}, ...parts));

const CLUSTERS = ['one', 'two', 'dead', 'empty', 'absent'];
const cluster = fc.constantFrom(...CLUSTERS);

const action = fc.oneof(
  {weight: 6, arbitrary: cluster.map((cluster): Json => ({route: {cluster}}))},
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom('one', 'two'), fc.integer({min: 0, max: 3})), {minLength: 1, maxLength: 3})
      .filter((weights) => weights.some(([, weight]) => weight > 0))
      .map(
        (weights): Json => ({
          route: {weighted_clusters: {clusters: weights.map(([name, weight]) => ({name, weight}))}},
        }),
      ),
  },
  {weight: 1, arbitrary: fc.constantFrom(200, 404, 503).map((status): Json => ({direct_response: {status}}))},
  {weight: 1, arbitrary: fc.constantFrom('x-one', 'x-two').map((cluster_header): Json => ({route: {cluster_header}}))},
  {weight: 1, arbitrary: redirect()},
);

function redirect(): fc.Arbitrary<Json> {
  return fc
    .tuple(
      rare(fc.constant({https_redirect: true})),
      rare(fc.constant({host_redirect: 'new.com'})),
      rare(fc.constant({port_redirect: 8443})),
      fc.constantFrom({}, {path_redirect: '/new'}, {path_redirect: '/new?x'}, {prefix_rewrite: '/p'}),
      rare(fc.constant({strip_query: true})),
      rare(
        fc
          .constantFrom('FOUND', 'SEE_OTHER', 'TEMPORARY_REDIRECT', 'PERMANENT_REDIRECT')
          .map((response_code) => ({response_code})),
      ),
    )
    .map((parts): Json => ({redirect: Object.assign({}, ...parts)}));
}

/** Route configurations with a name for every route. */
export const routeTables: fc.Arbitrary<Json> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('*', ...DOMAINS), {
      minLength: 1,
      maxLength: 6,
      selector: (domain) => domain.toLowerCase(),
    }),
    fc.array(fc.array(fc.tuple(routeMatch, action), {maxLength: 5}), {minLength: 3, maxLength: 3}),
    fc.boolean(),
  )
  .map(([domains, hosts, ignore_port_in_host_matching]) => ({
    virtual_hosts: hosts
      .map((routes, i) => ({
        name: `host-${i}`,
        ...(i % 3 === 2 && {require_tls: 'ALL'}),
        domains: domains.filter((_, j) => j % hosts.length === i),
        routes: routes.map(([match, action], j) => ({name: `route-${i}-${j}`, match, ...action})),
      }))
      .filter(({domains}) => domains.length > 0),
    ignore_port_in_host_matching,
  }));

export interface RandomRequest {
  host: string;
  path: string;
  method: string;
  headers: Record<string, string>;
}

/** Requests that often have to do with {@link routeTables}. */
export const requests: fc.Arbitrary<RandomRequest> = fc.record({
  host: fc.constantFrom(...HOSTS),
  path: fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...QUERIES)).map((parts) => parts.join('')),
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  headers: fc
    .tuple(
      rare(fc.constantFrom(...WORDS, ...CLUSTERS).map((value) => ({'x-one': value}))),
      rare(word.map((value) => ({'x-two': value}))),
      rare(fc.constantFrom('http', 'https', 'HTTPS', 'wss', '').map((value) => ({'x-forwarded-proto': value}))),
      rare(
        fc
          .constantFrom('application/grpc', 'application/grpc+proto', 'application/grpcx')
          .map((type) => ({'content-type': type})),
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as Record<string, string>),
});
