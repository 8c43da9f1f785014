// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const MESH = 'test/testdata/examples/mesh';
const TESTS = 'test/testdata/examples/tests';
const SHOP = readFileSync(`${MESH}/shop.yaml`, 'utf8');

/** A document with one test. */
function suite(
  expectation: string,
  {request = '{url: "http://reviews.shop/"}', from = '{workload: deploy/front.shop}', name = 'one'} = {},
) {
  return `apiVersion: istioctl/v1\nkind: MeshTest\ntests:\n- name: ${name}\n  from: ${from}\n  request: ${request}\n  expect: ${expectation}\n`;
}

/** Runs tests in the mesh of the examples, and objects over it. */
function run(tests: string, {objects = '', args = ''} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-test-'));
  writeFileSync(join(folder, 'mesh.yaml'), `${SHOP}---\n${objects}`);
  return istioctl(`test - --config ${folder} ${args}`, {stdin: tests});
}

describe('istioctl test', () => {
  test('passes the tests of a folder', async () => {
    expect(await istioctl(`test ${TESTS} --config ${MESH}`)).toEqual(
      expect.objectContaining({
        exitCode: 0,
        stderr: '',
        stdout:
          'ok    testers reach v2\nok    everybody else reaches v1\nok    nobody writes\nok    nobody else reads\n\n4 tests: 4 passed, 0 failed, 0 not known\n',
      }),
    );
  });

  test.each([
    ['another subset', '{to: reviews.shop/v2}', 'to: expected reviews.shop/v2, got reviews.shop/v1'],
    ['another service', '{to: ratings.shop}', 'to: expected ratings.shop, got reviews.shop/v1'],
    [
      'shares',
      '{to: [{service: reviews.shop/v1, weight: 90}, {service: reviews.shop/v2, weight: 10}]}',
      'to: expected 90 % reviews.shop/v1, 10 % reviews.shop/v2, got reviews.shop/v1',
    ],
    ['a status', '{status: 403}', 'status: expected 403, got no proxy answers it: the application does'],
    ['a redirect', '{redirect: "https://x"}', 'redirect: expected https://x, got it is not redirected'],
    ['a path', '{rewrite: {path: /v1}}', 'rewrite.path: expected /v1, got /'],
    ['a timeout', '{timeout: 2s}', 'timeout: expected 2 s, got none'],
    ['retries', '{retries: 5}', 'retries: expected 5, got 2'],
    ['a mirror', '{mirror: reviews.shop/v2}', 'mirror: expected reviews.shop/v2, got none'],
    ['a fault', '{fault: {delay: 5s, abort: 503}}', 'fault.delay: expected 5 s, got none'],
    ['a header', '{headers: {x-added: a}}', 'headers.x-added: expected a, got not sent'],
    ['a refusal', '{allowed: false}', 'allowed: expected false, got true'],
    [
      'another policy',
      '{by: AuthorizationPolicy shop/other}',
      'by: expected AuthorizationPolicy shop/other, got AuthorizationPolicy shop/allow-front',
    ],
    ['plain text', '{mtls: false}', 'mtls: expected false, got true'],
    [
      'another rule of the policy',
      '{by: "AuthorizationPolicy shop/allow-front, rule 7"}',
      'by: expected AuthorizationPolicy shop/allow-front, rule 7, got AuthorizationPolicy shop/allow-front, rule 0',
    ],
  ])('fails where %s is expected', async (_, expectation, complaint) => {
    const {stdout, exitCode} = await run(suite(expectation));
    expect({exitCode, stdout}).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining(`FAIL  one  -:1\n      ${complaint}\n`),
    });
    expect(stdout).toMatch(/^ {6}VirtualService shop\/reviews, http\[1\]: \S+mesh\.yaml:50$/m);
    expect(stdout).toMatch(/^ {6}AuthorizationPolicy shop\/allow-front, rules\[0\]: \S+mesh\.yaml:57$/m);
    expect(stdout).toMatch(/\n1 test: 0 passed, 1 failed, 0 not known\n$/);
  });

  test('knows what routes change', async () => {
    const rule = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec:
  hosts: [reviews]
  http:
  - match: [{uri: {prefix: /old}}]
    redirect: {uri: /new, redirectCode: 302}
  - match: [{uri: {prefix: /gone}}]
    directResponse: {status: 410}
  - match: [{uri: {prefix: /v1/}}]
    rewrite: {uri: /, authority: inner.shop}
    route:
    - {destination: {host: reviews, subset: v1}, weight: 90}
    - {destination: {host: reviews, subset: v2}, weight: 10}
    headers: {request: {add: {x-added: a}, remove: [x-gone]}}
    timeout: 1500ms
    retries: {attempts: 3, retryOn: 5xx}
    mirror: {host: reviews, subset: v2}
    fault: {delay: {fixedDelay: 5s, percentage: {value: 100}}, abort: {httpStatus: 503, percentage: {value: 50}}}
`;
    const tests = [
      suite('{redirect: "http://reviews.shop/new", status: 302}', {request: '{url: "http://reviews.shop/old"}'}),
      suite('{status: 410}', {request: '{url: "http://reviews.shop/gone"}'}),
      suite(
        '{to: [{service: reviews.shop/v2, weight: 10}, {service: reviews.shop/v1, weight: 90}], rewrite: {path: /x, host: inner.shop}, timeout: 1.5s, retries: 3, mirror: reviews.shop/v2, fault: {delay: 5s, abort: 503}, headers: {X-Added: a, x-gone: null, x-kept: b}}',
        {
          request: '{url: "http://reviews.shop/v1/x", headers: {x-gone: a, x-kept: b}}',
        },
      ),
    ].join('---\n');
    const {stdout, exitCode} = await run(tests, {objects: rule});
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringContaining('3 passed')});
  });

  test('a gateway is asked on the port of its Service, with and without a token', async () => {
    const objects = `apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: shop}
spec: {template: {metadata: {labels: {istio: edge}, annotations: {inject.istio.io/templates: gateway}}, spec: {containers: [{name: istio-proxy}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {type: LoadBalancer, selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {selector: {istio: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: edge, namespace: shop}
spec: {hosts: [shop.example], gateways: [edge], http: [{route: [{destination: {host: reviews, subset: v1}}]}]}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt, namespace: shop}
spec: {selector: {matchLabels: {istio: edge}}, jwtRules: [{issuer: me, jwksUri: 'https://keys.example'}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: token, namespace: shop}
spec: {selector: {matchLabels: {istio: edge}}, action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-edge, namespace: shop}
spec: {selector: {matchLabels: {app: reviews}}, rules: [{from: [{source: {namespaces: [shop]}}]}]}
`;
    const request = '{url: "http://shop.example/"}';
    const tests = [
      suite('{status: 403, allowed: false, by: AuthorizationPolicy shop/token}', {
        from: '{gateway: edge.shop}',
        request,
      }),
      suite('{to: reviews.shop/v1, allowed: true}', {from: '{gateway: edge.shop, jwt: {iss: me, sub: you}}', request}),
      suite('{status: 404}', {
        from: '{gateway: edge.shop, jwt: {iss: me, sub: you}}',
        request: '{url: "http://other.example/"}',
      }),
    ].join('---\n');
    const {stdout, exitCode} = await run(tests, {objects});
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringContaining('3 passed')});
  });

  test.each([
    [
      'a client that is not there',
      suite('{allowed: true}', {from: '{workload: deploy/nobody.shop}'}),
      '',
      /not known: cannot find deploy\/nobody\.shop/,
    ],
    ['a client that is not named', suite('{allowed: true}', {from: '{}'}), '', /not known: expected either a workload/],
    [
      'a plugin that may decide',
      suite('{allowed: true}'),
      'apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: shop}\nspec: {url: "oci://x"}\n',
      /not known: WasmPlugin shop\/w is not simulated/,
    ],
  ])('never passes where it cannot be told: %s', async (_, tests, objects, reason) => {
    const {stdout, exitCode} = await run(tests, {objects});
    expect({exitCode, stdout}).toEqual({exitCode: 80, stdout: expect.stringMatching(reason)});
    expect(stdout).toContain('1 test: 0 passed, 0 failed, 1 not known');
  });

  test('what is expected has to hold for each destination', async () => {
    const split = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec:
  hosts: [reviews]
  http:
  - route:
    - {destination: {host: reviews, subset: v1}, weight: 90, headers: {request: {set: {x-version: a}}}}
    - {destination: {host: reviews, subset: v2}, weight: 10, headers: {request: {set: {x-version: b}}}}
`;
    const {stdout, exitCode} = await run(suite('{headers: {x-version: a}}'), {objects: split});
    expect(exitCode).toBe(1);
    expect(stdout).toContain('headers.x-version: expected a, got b');
  });

  test('servers that decide differently are no answer for all of them', async () => {
    const objects = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}, weight: 50}, {destination: {host: reviews, subset: v2}, weight: 50}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-v2, namespace: shop}
spec: {selector: {matchLabels: {version: v2}}, action: DENY, rules: [{}]}
`;
    const tests = ['{status: 403}', '{allowed: true}', '{allowed: false}', '{by: AuthorizationPolicy shop/no-v2}'];
    const {stdout, exitCode} = await run(tests.map((each) => suite(each)).join('---\n'), {objects});
    expect(exitCode).toBe(1);
    expect(stdout).toContain('4 tests: 0 passed, 4 failed, 0 not known');
  });

  test.each(['status: 403', 'allowed: false', 'by: AuthorizationPolicy shop/ask'])(
    'is not known where a server of the user is asked: %s',
    async (expectation) => {
      const objects = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "extensionProviders: [{name: ask, envoyExtAuthzGrpc: {service: reviews.shop.svc.cluster.local, port: 80}}]"}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask, namespace: shop}
spec: {selector: {matchLabels: {app: reviews}}, action: CUSTOM, provider: {name: ask}, rules: [{}]}
`;
      const {stdout, exitCode} = await run(suite(`{${expectation}}`), {objects});
      expect({exitCode, stdout}).toEqual({exitCode: 80, stdout: expect.stringContaining('which is not known')});
      // Where it goes is known all the same, and what is wrong with that is not hidden.
      expect(await run(suite(`{to: reviews.shop/v1, ${expectation}}`), {objects})).toMatchObject({exitCode: 80});
      expect(await run(suite(`{to: reviews.shop/v2, ${expectation}}`), {objects})).toMatchObject({exitCode: 1});
    },
  );

  test('a fault that strikes all requests answers them', async () => {
    const objects =
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: shop}\nspec: {hosts: [reviews], http: [{fault: {abort: {httpStatus: 503, percentage: {value: 100}}}, route: [{destination: {host: reviews, subset: v1}}]}]}\n';
    expect(await run(suite('{status: 503, fault: {abort: 503}}'), {objects})).toMatchObject({exitCode: 0});
  });

  test('-o junit is well-formed whatever tests are called', async () => {
    const {stdout} = await run(suite('{to: "<&>\\"\\u0007"}', {name: '"a <b> & \\"c\\""'}), {args: '-o junit'});
    expect(stdout).toContain(
      'name="a &lt;b&gt; &amp; &quot;c&quot;">\n      <failure message="to: expected &lt;&amp;&gt;&quot;?, got reviews.shop/v1">',
    );
    expect(stdout).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="1" failures="1" errors="0">\n/,
    );
  });

  test('-o json is one document', async () => {
    const {stdout} = await istioctl(`test ${TESTS} --config ${MESH} -o json --run nobody`);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'MeshTestResults',
      passed: 2,
      failed: 0,
      tests: [{name: 'nobody writes'}, {outcome: 'passed'}],
    });
  });

  test('--schema knows all fields', async () => {
    const {stdout} = await istioctl('test --schema');
    expect(Object.keys(JSON.parse(stdout).properties.tests.items.properties.expect.properties)).toContain('mtls');
  });

  test.each([
    ['no tests', '', 65, /no tests in -/],
    [
      'an unknown field',
      suite('{too: reviews}'),
      65,
      /-:1: tests\[0\]\.expect\.too: unknown field; did you mean "to"\?/,
    ],
    ['a field of another type', suite('{retries: many}'), 65, /-:1: tests\[0\]\.expect\.retries: /],
    ['no YAML', 'apiVersion: [', 65, /-:1: /],
    ['a test that expects nothing', suite('{}'), 65, /-:1: tests\[0\]\.expect: names nothing to judge/],
    ['a timeout that is none', suite('{timeout: soon}'), 65, /expect\.timeout: must be a duration such as 2s or 1m30s/],
    ['a delay that is none', suite('{fault: {delay: 5}}'), 65, /expect\.fault\.delay: /],
    [
      'a policy of no namespace',
      suite('{by: allow-front}'),
      65,
      /expect\.by: must be AuthorizationPolicy NAMESPACE\/NAME/,
    ],
    [
      'a service account of no namespace',
      suite('{allowed: true}', {from: '{workload: deploy/front.shop, serviceAccount: front}'}),
      65,
      /from\.serviceAccount: must be NAMESPACE\/NAME/,
    ],
    [
      'an address that is none',
      suite('{allowed: true}', {from: '{workload: deploy/front.shop, sourceIP: here}'}),
      65,
      /tests\[0\]\.from\.sourceIP: must be an IP address/,
    ],
    ['another version', suite('{}').replace('istioctl/v1', 'istioctl/v2'), 65, /apiVersion/],
  ])('refuses %s', async (_, tests, exitCode, message) => {
    const result = await run(tests);
    expect(result).toMatchObject({exitCode, stdout: ''});
    expect(result.stderr).toMatch(message);
  });

  test.each([
    ['no files', '', /requires files or folders/],
    ['standard input twice', '- --config -', /standard input can be read once/],
    ['a pattern that is none', `${TESTS} --config ${MESH} --run (`, /--run \(: /],
    ['a pattern that nothing matches', `${TESTS} --config ${MESH} --run zzz`, /no test has such a name/],
  ])('is a mistake: %s', async (_, line, message) => {
    const result = await istioctl(`test ${line}`, {stdin: ''});
    expect(result).toMatchObject({exitCode: 64, stdout: ''});
    expect(result.stderr).toMatch(message);
  });
});
