// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Branch} from '../../src/envoy/trace/branch.js';
import {coverageOf} from '../../src/mesh-test/coverage.js';
import type {TestResult} from '../../src/mesh-test/result.js';
import {EDGE, oneTest, runIn} from './mesh.js';

interface Report {
  coverage: {
    total: number;
    reached: number;
    percent: number;
    unknown: string[];
    unreached: {object: string; rule: string; name?: string; place: string}[];
  };
}

/** What no test reaches of objects over the shop's. */
async function unreached(objects: string, tests: string, args = ''): Promise<string[]> {
  const {stdout, stderr} = await runIn(objects, `- --coverage -o json ${args}`, {tests});
  expect(stderr).toBe('');
  const {coverage}: Report = JSON.parse(stdout);
  expect(coverage.reached + coverage.unreached.length).toBe(coverage.total);
  return coverage.unreached.map(({object, rule}) => `${object} ${rule}`);
}

const SHOPS_OWN = [
  'VirtualService shop/reviews http[0]',
  'VirtualService shop/reviews http[1]',
  'AuthorizationPolicy shop/allow-front rules[0]',
];

const VIA_EDGE = 'gateway: edge.shop';

describe('coverage', () => {
  test.each<[string, string, string, string, string[], string[]]>([
    [
      'the parts of a delegate and of who names it',
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root, namespace: shop}
spec: {hosts: [a.example], gateways: [edge], http: [{match: [{uri: {prefix: /no}}], delegate: {name: part}}, {match: [{uri: {prefix: /yes}}], delegate: {name: part}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: shop}
spec: {http: [{match: [{uri: {prefix: /yes/x}}], route: [{destination: {host: reviews}}]}, {route: [{destination: {host: reviews}}]}]}
`,
      'http://a.example/yes/x',
      VIA_EDGE,
      ['VirtualService shop/root http[1]', 'VirtualService shop/part http[0]'],
      ['VirtualService shop/root http[0]', 'VirtualService shop/part http[1]'],
    ],
    [
      'rules of an HTTPRoute, which the gateway tries in another order',
      `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: k8s, namespace: shop}
spec: {gatewayClassName: istio, addresses: [{type: Hostname, value: edge.shop.svc.cluster.local}], listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a, namespace: shop}
spec:
  parentRefs: [{name: k8s}]
  hostnames: [a.example]
  rules:
  - backendRefs: [{name: reviews, port: 80}]
  - matches: [{path: {value: /x}}, {path: {value: /y}}]
    backendRefs: [{name: reviews, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: b, namespace: shop}
spec: {parentRefs: [{kind: Service, group: "", name: reviews}], rules: [{backendRefs: [{name: reviews, port: 80}]}]}
`,
      'http://a.example/x',
      VIA_EDGE,
      ['HTTPRoute shop/a rules[1]'],
      ['HTTPRoute shop/a rules[0]', 'HTTPRoute shop/b rules[0]'],
    ],
    [
      'a rule of TLS that a gateway passes on',
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: tls, namespace: shop}
spec:
  hosts: ['*']
  gateways: [edge]
  tls:
  - {match: [{sniHosts: [a.example]}], route: [{destination: {host: reviews, port: {number: 80}}}]}
  - {match: [{sniHosts: [b.example]}], route: [{destination: {host: reviews, port: {number: 80}}}]}
`,
      'tls://b.example:443',
      VIA_EDGE,
      ['VirtualService shop/tls tls[1]'],
      ['VirtualService shop/tls tls[0]'],
    ],
    [
      'a rule of TCP',
      `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: reviews}, clusterIP: 10.0.0.9, ports: [{name: tcp, port: 3306, targetPort: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db, namespace: shop}
spec: {hosts: [db], tcp: [{match: [{destinationSubnets: [10.9.9.9]}], route: [{destination: {host: reviews, port: {number: 80}}}]}, {route: [{destination: {host: db}}]}]}
`,
      'db.shop:3306',
      'workload: deploy/front.shop',
      ['VirtualService shop/db tcp[1]'],
      ['VirtualService shop/db tcp[0]'],
    ],
  ])('%s', async (_, objects, url, from, met, rest) => {
    const left = await unreached(`${EDGE}---\n${objects}`, oneTest(url, '{mtls: true}', from));
    expect(left).toEqual(expect.arrayContaining(rest));
    for (const rule of met) expect(left).not.toContain(rule);
  });

  test('a policy that refuses hides the routes and policies behind it', async () => {
    const deny =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {selector: {matchLabels: {app: reviews}}, action: DENY, rules: [{to: [{operation: {paths: [/no]}}]}, {to: [{operation: {paths: [/yes]}}]}]}\n';
    expect(await unreached(deny, oneTest('http://reviews.shop/yes', '{allowed: false}'))).toEqual([
      ...SHOPS_OWN.filter((rule) => rule !== 'VirtualService shop/reviews http[1]'),
      'AuthorizationPolicy shop/deny rules[0]',
    ]);
  });

  test('a policy that is tried out only is none of the rules', async () => {
    const dryRun =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: tried, namespace: shop, annotations: {istio.io/dry-run: "true"}}\nspec: {rules: [{}]}\n';
    expect(await unreached(dryRun, oneTest('http://reviews.shop/'))).toEqual(['VirtualService shop/reviews http[0]']);
  });

  test('a test of which it cannot be told reaches nothing', async () => {
    const plugin =
      'apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: shop}\nspec: {url: "oci://x"}\n';
    expect(await unreached(plugin, oneTest('http://reviews.shop/'))).toEqual(SHOPS_OWN);
  });

  test('a policy that asks a server of the user is reached where its rule matches', async () => {
    const custom = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "extensionProviders: [{name: ask, envoyExtAuthzGrpc: {service: reviews.shop.svc.cluster.local, port: 80}}]"}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask, namespace: shop}
spec: {selector: {matchLabels: {app: reviews}}, action: CUSTOM, provider: {name: ask}, rules: [{to: [{operation: {paths: [/a]}}]}, {to: [{operation: {paths: [/b]}}]}]}
`;
    const left = await unreached(custom, oneTest('http://reviews.shop/a', '{to: reviews.shop/v1}'));
    expect(left).toEqual(['VirtualService shop/reviews http[0]', 'AuthorizationPolicy shop/ask rules[1]']);
  });

  test('rules of Lists have lines, and names', async () => {
    const list = `apiVersion: v1
kind: List
items:
- apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: other, namespace: shop}
  spec:
    hosts: [other.example]
    http:
    - name: first
      route: [{destination: {host: reviews}}]
`;
    const {stdout} = await runIn(list, '- --coverage', {tests: oneTest('http://reviews.shop/')});
    expect(stdout).toMatch(/coverage: 2 of 4 rules reached \(50 %\)\n/);
    expect(stdout).toMatch(/ {2}not reached {2}VirtualService shop\/other, http\[0\] \(first\) {2}\S+mesh\.yaml:68\n/);
  });

  test.each([
    [50, 0, ''],
    [66.6, 0, ''],
    [67, 1, 'coverage is 66.6 %, less than --coverage-threshold 67\n'],
    [100, 1, 'coverage is 66.6 %, less than --coverage-threshold 100\n'],
  ])('--coverage-threshold %d', async (threshold, exitCode, stderr) => {
    const tests = oneTest('http://reviews.shop/');
    expect(await runIn('', `- --coverage-threshold ${threshold}`, {tests})).toMatchObject({exitCode, stderr});
  });

  test.each(['101', '-1', 'many', ''])('--coverage-threshold=%s is no percentage', async (text) => {
    const {exitCode, stderr} = await runIn('', `- --coverage-threshold=${text}`, {
      tests: oneTest('http://reviews.shop/'),
    });
    expect({exitCode, stderr}).toEqual({exitCode: 64, stderr: expect.stringContaining('must be a percentage')});
  });

  test('with JUnit coverage goes to stderr', async () => {
    const {stdout, stderr} = await runIn('', '- --coverage -o junit', {tests: oneTest('http://reviews.shop/')});
    expect(stdout).not.toContain('coverage');
    expect(stderr).toMatch(/^coverage: 2 of 3 rules reached/);
  });

  test('a route whose rule cannot be told is named and counts as none', () => {
    const origin = {kind: 'VirtualService', namespace: 'shop', name: 'reviews'};
    const route: Branch['route'] = {name: 'patched', match: '/*', position: 1, origin};
    const branch: Branch = {
      route,
      action: {kind: 'respond', status: 200, body: ''},
      settings: [],
      destinations: [],
      missingStatus: 503,
    };
    const client = {branches: [branch], authorization: []};
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a trace no more is looked at
    const result = {notSimulated: [], described: {client, servers: []}} as unknown as TestResult;
    expect(coverageOf([result], [{object: 'VirtualService shop/reviews', rule: 'http[0]'}])).toEqual({
      total: 1,
      reached: 0,
      percent: 0,
      unreached: [{object: 'VirtualService shop/reviews', rule: 'http[0]'}],
      unknown: ['VirtualService reviews.shop, route patched'],
    });
    expect(coverageOf([], []).percent).toBe(100);
  });
});
