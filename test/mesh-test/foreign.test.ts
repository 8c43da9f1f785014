// SPDX-License-Identifier: Apache-2.0
// Tests in the formats of istio-config-validator and of Envoy's router_check_tool.
import {describe, expect, test} from 'vitest';
import {EDGE, runIn} from './mesh.js';

const virtualService = (name: string, spec: string, namespace = 'shop'): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;

const ROUTES = [
  virtualService(
    'shop',
    `
  hosts: [www.shop.example, shop.example]
  gateways: [ingress/public, mesh]
  http:
  - match: [{uri: {regex: '/users(/.*)?'}, headers: {x-user-type: {exact: qa}}}]
    route: [{destination: {host: users.users.svc.cluster.local, port: {number: 80}}}]
  - match: [{uri: {prefix: /old}}]
    redirect: {uri: /new, redirectCode: 302}
  - match: [{uri: {prefix: /v1/}}]
    rewrite: {uri: /, authority: inner.example}
    headers: {request: {set: {x-v: "1"}}}
    route: [{destination: {host: a.shop.svc.cluster.local}, weight: 10}, {destination: {host: b.shop.svc.cluster.local}, weight: 90}]
  - match: [{uri: {prefix: /sell}}]
    delegate: {name: seller}
  - match: [{uri: {prefix: /buy}}]
    headers: {request: {set: {x-root: "1"}}}
    delegate: {name: buyer, namespace: buyers}
  - fault: {abort: {httpStatus: 503, percentage: {value: 50}}}
    route: [{destination: {host: monolith.monolith.svc.cluster.local}}]
`,
  ),
  virtualService('buyer', '{http: [{route: [{destination: {host: buyer.buyers.svc.cluster.local}}]}]}', 'buyers'),
].join('---\n');

/** A document with one case of istio-config-validator. */
function oneCase(expectation: string, {path = '/', host = 'shop.example', wantMatch = true, more = ''} = {}): string {
  return `testCases:\n- {description: one, wantMatch: ${wantMatch}, request: {authority: [${host}], method: [GET], uri: ["${path}"]${more}}, ${expectation}}\n`;
}

/** A document with one test of router_check_tool. */
function oneCheck(validate: object, input: object = {}): string {
  const whole = {authority: 'shop.example', path: '/v1/x?q=1', method: 'GET', ...input};
  return JSON.stringify({tests: [{test_name: 'one', input: whole, validate}]});
}

async function outcome(tests: string, objects = ROUTES, args = ''): Promise<[number | null, string]> {
  const {exitCode, stdout, stderr} = await runIn(objects, `- ${args}`, {tests, alone: args === ''});
  return [exitCode, stdout + stderr];
}

const MONOLITH = 'route: [{destination: {host: monolith.monolith.svc.cluster.local}}]';
const SPLIT =
  'route: [{destination: {host: a.shop.svc.cluster.local}, weight: 10}, {destination: {host: b.shop.svc.cluster.local}, weight: 90}]';

describe('cases of istio-config-validator', () => {
  test('each combination is a test', async () => {
    const tests = `# as its README has it
testCases:
- description: QA
  wantMatch: true
  request: {authority: [www.shop.example, shop.example], method: [GET, POST], uri: [/users, "https://shop.example/users/"], headers: {x-user-type: qa}}
  route: [{destination: {host: users.users.svc.cluster.local, port: {number: 80}}}]
- description: others
  wantMatch: false
  request: {authority: [shop.example], method: [GET], uri: [/users]}
  route: [{destination: {host: users.users.svc.cluster.local, port: {number: 80}}}]
`;
    const [exitCode, text] = await outcome(tests);
    expect(exitCode).toBe(0);
    expect(text).toContain('ok    QA (POST www.shop.example/users/)\n');
    expect(text).toContain('ok    others\n');
    expect(text).toContain('9 tests: 9 passed');
  });

  test.each<[string, string, string, number]>([
    ['a route', MONOLITH, '/', 0],
    ['another route', 'route: [{destination: {host: other}}]', '/', 1],
    ['the order and weights of destinations', SPLIT, '/v1/x', 0],
    ['other weights', SPLIT.replace('10', '20'), '/v1/x', 1],
    ['a redirect', 'redirect: {uri: /new, redirectCode: 302}', '/old/x', 0],
    ['another status of a redirect', 'redirect: {uri: /new}', '/old/x', 1],
    ['a rewrite', 'rewrite: {uri: /, authority: inner.example}', '/v1/x', 0],
    ['half a rewrite', 'rewrite: {uri: /}', '/v1/x', 1],
    ['a fault', 'fault: {abort: {httpStatus: 503, percentage: {value: 50}}}', '/', 0],
    ['another fault', 'fault: {abort: {httpStatus: 500, percentage: {value: 50}}}', '/', 1],
    ['headers', 'headers: {request: {set: {x-v: "1"}}}', '/v1/x', 0],
    ['other headers', 'headers: {request: {add: {x-v: "1"}}}', '/v1/x', 1],
    ['one of two fields', `${SPLIT}, rewrite: {uri: /}`, '/v1/x', 1],
    ['a delegate that is not there', 'delegate: {name: seller}', '/sell/x', 0],
    ['another delegate', 'delegate: {name: other}', '/sell/x', 1],
    ['what is behind a delegate that is not there', MONOLITH, '/sell/x', 80],
    ['a delegate', 'delegate: {name: buyer, namespace: buyers}', '/buy/x', 0],
    ['the route of a delegate', 'route: [{destination: {host: buyer.buyers.svc.cluster.local}}]', '/buy/x', 0],
    ['what a delegate inherits', 'headers: {request: {set: {x-root: "1"}}}', '/buy/x', 0],
  ])('%s', async (_, expectation, path, exitCode) => {
    const [found, text] = await outcome(oneCase(expectation, {path}));
    expect(found, text).toBe(exitCode);
    // The other way round what fails passes, and what cannot be told stays so.
    if (expectation.includes(', rewrite')) return;
    const [inverted, other] = await outcome(oneCase(expectation, {path, wantMatch: false}));
    expect(inverted, other).toBe(exitCode === 80 ? 80 : 1 - exitCode);
  });

  test('a delay may be written in another way', async () => {
    const fault = (delay: string) => `fault: {delay: {fixedDelay: ${delay}, percentage: {value: 100}}}`;
    const objects = virtualService('shop', `{hosts: [shop.example], http: [{${fault('5s')}, ${MONOLITH}}]}`);
    for (const [delay, exitCode] of [
      ['5s', 0],
      ['5000ms', 0],
      ['5.1s', 1],
    ] as const) {
      expect((await outcome(oneCase(fault(delay)), objects))[0]).toBe(exitCode);
    }
  });

  test('two fields that must not match both have to differ', async () => {
    expect((await outcome(oneCase(`${SPLIT}, rewrite: {uri: /}`, {path: '/v1/x', wantMatch: false})))[0]).toBe(1);
    const neither = oneCase(`${MONOLITH}, rewrite: {uri: /}`, {path: '/v1/x', wantMatch: false});
    expect((await outcome(neither))[0]).toBe(0);
  });

  test.each<[string, string, RegExp]>([
    ['a scheme', oneCase(MONOLITH, {more: ', scheme: https'}), /not judged here: request\.scheme/],
    ['a field of older releases', oneCase(`${MONOLITH}, destination: {host: x}`), /not judged here: destination/],
    [
      'a host that no VirtualService has',
      oneCase(MONOLITH, {host: 'nobody.example', wantMatch: false}),
      /no VirtualService has the host nobody\.example/,
    ],
    [
      'a field that a rule does not have',
      oneCase('rewrite: {url: /}', {wantMatch: false}),
      /not judged here: rewrite\.url/,
    ],
    [
      'a field of a destination that there is not',
      oneCase('route: [{destination: {hots: x}}]', {wantMatch: false}),
      /not judged here: route\[0\]\.destination\.hots/,
    ],
    [
      'a value that a field does not take',
      oneCase('rewrite: {uri: [1]}', {wantMatch: false}),
      /not known: cannot read the expected rule: /,
    ],
  ])('never passes with %s', async (_, tests, message) => {
    const [exitCode, text] = await outcome(tests);
    expect([exitCode, text]).toEqual([80, expect.stringMatching(message)]);
  });

  test('all places that VirtualServices are bound to are asked', async () => {
    const objects = [
      virtualService('edge', `{hosts: [shop.example], gateways: [ingress/public], http: [{${MONOLITH}}]}`),
      virtualService('inside', '{hosts: [shop.example], http: [{route: [{destination: {host: other}}]}]}'),
    ].join('---\n');
    const [exitCode, text] = await outcome(oneCase(MONOLITH), objects);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/route: expected \S+, got \S+ \(by the mesh\)/);
    expect(text).not.toContain('(by gateway ingress/public)');
  });

  test('rules for other gateways do not count', async () => {
    const rules = `http: [{match: [{uri: {prefix: /}, gateways: [other]}], route: [{destination: {host: other}}]}, {match: [{uri: {prefix: /}, gateways: [ingress/public]}], ${MONOLITH}}]`;
    const objects = virtualService('edge', `{hosts: ['*.example'], gateways: [ingress/public], ${rules}}`);
    expect((await outcome(oneCase(MONOLITH), objects))[0]).toBe(0);
  });

  test.each(['sourceLabels: {app: x}', 'sourceNamespace: x', 'port: 8080'])(
    'who asks is not guessed: %s',
    async (condition) => {
      const rule = `{match: [{${condition}}], route: [{destination: {host: other}}]}`;
      const objects = virtualService('inside', `{hosts: [shop.example], http: [${rule}, {${MONOLITH}}]}`);
      const [exitCode, text] = await outcome(oneCase(MONOLITH), objects);
      const field = condition.split(':')[0];
      expect([exitCode, text]).toEqual([80, expect.stringContaining(`VirtualService shop/inside looks at ${field}`)]);
    },
  );

  test.each(['reviews', 'reviews.shop', 'reviews.shop.svc.cluster.local'])('%s is a service', async (host) => {
    const objects = virtualService('reviews', `{hosts: [reviews], http: [{${MONOLITH}}]}`);
    const [exitCode, text] = await outcome(oneCase(MONOLITH, {host}), objects);
    expect(exitCode, text).toBe(0);
  });

  test('--gateway asks a gateway of the mesh', async () => {
    const edge = `${EDGE}---\n${virtualService('edge', `{hosts: [shop.example], gateways: [edge], http: [{${MONOLITH}}]}`)}`;
    expect((await outcome(oneCase(MONOLITH), edge, '--gateway edge.shop'))[0]).toBe(0);
    expect((await outcome(oneCase(MONOLITH), edge, '--client deploy/front.shop'))[0]).toBe(80);
  });

  test.each<[string, string, RegExp]>([
    ['no request', 'testCases: [{description: x}]', /testCases\[0\]\.request: must be an object/],
    ['no hosts', oneCase(MONOLITH).replace('[shop.example]', '[]'), /request\.authority: must be a list/],
    ['nothing expected', oneCase('redirect: null'), /testCases\[0\]: names nothing to judge/],
    ['text for a case', 'testCases: [x]', /testCases\[0\]: must be an object/],
    [
      'no validation',
      '{"tests": [{"test_name": "x", "input": {"authority": "a", "path": "/", "method": "GET"}}]}',
      /tests\[0\]\.validate: must be an object/,
    ],
    [
      'headers that are no list',
      oneCheck({request_header_fields: 'x'}),
      /validate\.request_header_fields: must be a list/,
    ],
    ['headers without a key', oneCheck({header_fields: [{value: 'x'}]}), /validate\.header_fields\[0\]\.key: /],
    ['an empty validation', oneCheck({}), /tests\[0\]\.validate: names nothing to judge/],
    ['no path', oneCheck({cluster_name: ''}, {path: undefined}), /tests\[0\]\.input\.path: must be a text/],
  ])('refuses %s', async (_, tests, message) => {
    const [exitCode, text] = await outcome(tests);
    expect([exitCode, text]).toEqual([65, expect.stringMatching(message)]);
  });
});

describe('tests of router_check_tool', () => {
  const A = 'outbound|80||a.shop.svc.cluster.local';
  const B = 'outbound|80||b.shop.svc.cluster.local';

  test.each<[string, object, object, number]>([
    ['the first of weighted clusters', {cluster_name: A}, {}, 0],
    ['the last number of the first', {cluster_name: A}, {random_value: 9}, 0],
    ['the second', {cluster_name: B}, {random_value: 10}, 0],
    ['numbers beyond the weights', {cluster_name: A}, {random_value: 100}, 0],
    ['another cluster', {cluster_name: B}, {}, 1],
    ['no cluster', {cluster_name: ''}, {}, 1],
    ['no cluster of a redirect', {cluster_name: '', path_redirect: 'http://shop.example/new'}, {path: '/old'}, 0],
    ['another redirect', {path_redirect: 'http://shop.example/other'}, {path: '/old'}, 1],
    ['no redirect', {path_redirect: ''}, {}, 0],
    ['rewrites', {path_rewrite: '/x?q=1', host_rewrite: 'inner.example'}, {}, 0],
    ['another path', {path_rewrite: '/v1/x?q=1'}, {}, 1],
    ['another host', {host_rewrite: 'shop.example'}, {}, 1],
    ['a virtual host', {virtual_host_name: 'shop.example:80'}, {}, 0],
    ['another virtual host', {virtual_host_name: 'local'}, {}, 1],
    [
      'headers',
      {
        request_header_matches: [
          {name: 'x-v', string_match: {exact: '1'}},
          {name: ':path', prefix_match: '/x'},
          {name: 'x-w', present_match: false},
        ],
      },
      {},
      0,
    ],
    ['headers that differ', {request_header_matches: [{name: 'x-v', string_match: {exact: '2'}}]}, {}, 1],
    ['headers of older releases', {request_header_fields: [{key: 'x-v', value: '1'}]}, {}, 0],
    ['headers of older releases that differ', {request_header_fields: [{key: 'x-v', value: '2'}]}, {}, 1],
    [
      'headers of the request',
      {cluster_name: 'outbound|80||users.users.svc.cluster.local'},
      {path: '/users', additional_request_headers: [{key: 'x-user-type', value: 'qa'}]},
      0,
    ],
    ['a virtual cluster', {cluster_name: A, virtual_cluster_name: 'x'}, {}, 80],
    ['answers', {cluster_name: A, response_header_matches: []}, {}, 80],
    ['TLS', {cluster_name: A}, {ssl: true}, 80],
    ['no TLS', {cluster_name: A}, {ssl: false}, 0],
    ['a switch at run time', {cluster_name: A}, {runtime: 'x'}, 80],
    ['a number that is none', {cluster_name: A}, {random_value: 'x'}, 80],
    ['a matcher that is not known', {request_header_matches: [{name: 'x-v', name_match: 'x'}]}, {}, 80],
    [
      'headers of what is not sent on',
      {request_header_matches: [{name: 'x-v', present_match: false}]},
      {path: '/old'},
      80,
    ],
  ])('%s', async (_, validate, input, exitCode) => {
    const [found, text] = await outcome(oneCheck(validate, input));
    expect(found, text).toBe(exitCode);
  });

  test('YAML, and a list of older releases', async () => {
    const one = `- test_name: one\n  input: {authority: shop.example, path: /, method: GET}\n  validate: {cluster_name: "outbound|80||monolith.monolith.svc.cluster.local"}\n`;
    for (const text of [`tests:\n${one}`, one]) expect((await outcome(text))[0]).toBe(0);
  });

  test('what is expected of Istio and what of Envoy go together', async () => {
    const tests = `${oneCase(MONOLITH)}---\n${oneCheck({cluster_name: A})}\n---\n${oneCase(MONOLITH, {path: '/old'})}`;
    const [exitCode, text] = await outcome(tests);
    expect(exitCode).toBe(1);
    expect(text).toContain('3 tests: 2 passed, 1 failed, 0 not known');
  });
});
