// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import type {Proxy} from '../../../src/fleet/proxy.js';
import {createSnapshot} from '../../../src/io/snapshot-folder.js';
import type {Json} from '../../envoy-server/config.js';
import {address, edsCluster, endpoints, filter, httpManager, madeFrom} from '../../envoy-server/sidecar.js';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-snapshot-'));
const CLAIMS = join(FOLDER, 'claims.json');
const GOLDENS = 'test/testdata/describe';

const CART = 'outbound|9080||cart.shop.svc.cluster.local';
const OLD = 'outbound|9080|old|cart.shop.svc.cluster.local';
const MUTUAL = filter('envoy.transport_sockets.tls', 'transport_sockets.tls.v3.UpstreamTlsContext', {
  common_tls_context: {tls_certificate_sds_secret_configs: [{name: 'default'}]},
  sni: 'outbound_.9080_._.cart.shop.svc.cluster.local',
});

/** The sidecar of web: /old goes to pods without mutual TLS, /split to both, /no nowhere, /moved back to the client; headers are added to /tried and /dated. */
function web(): Buffer {
  const to = (prefix: string, route: Json): Json => ({
    match: {prefix},
    metadata: madeFrom('virtual-service', 'shop', 'cart'),
    route,
  });
  const weights = {clusters: [CART, OLD].map((name, i) => ({name, weight: i === 0 ? 90 : 10}))};
  const routes = [
    to('/old', {cluster: OLD}),
    to('/split', {weighted_clusters: weights}),
    to('/no', {cluster: 'outbound|9080|gone|cart.shop.svc.cluster.local'}),
    {match: {prefix: '/moved'}, redirect: {path_redirect: '/'}},
    to('/v1/', {cluster: CART, prefix_rewrite: '/'}),
    {
      match: {prefix: '/mixed', runtime_fraction: {default_value: {numerator: 50}}},
      route: {inline_cluster_specifier_plugin: {extension: {name: 'x'}}},
    },
    {...to('/tried', {cluster: CART}), request_headers_to_add: [{header: {key: 'X-Stage', value: 'test'}}]},
    {...to('/dated', {cluster: CART}), request_headers_to_add: [{header: {key: 'x-at', value: '%START_TIME%'}}]},
    to('/', {cluster: CART}),
  ];
  const listener = {
    name: '0.0.0.0_9080',
    address: address('0.0.0.0', 9080),
    filter_chains: [{filters: [httpManager({rds: {route_config_name: '9080', config_source: {ads: {}}}})]}],
  };
  const metadata = {SERVICE_ACCOUNT: 'web', NAMESPACE: 'shop'};
  const section = (name: string, fields: Json) => ({
    '@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`,
    ...fields,
  });
  const route_config = {name: '9080', virtual_hosts: [{name: 'cart.shop:9080', domains: ['*'], routes}]};
  const clusters = [edsCluster(CART, {transport_socket: MUTUAL}), edsCluster(OLD)];
  const assigned = [
    endpoints(CART, '127.0.0.1:9080', '127.0.0.7:9080 UNHEALTHY'),
    endpoints(OLD, '127.0.0.1:9080', '127.0.0.8:9080', '127.0.0.1:9080', '127.0.0.1:9080'),
  ];
  return Buffer.from(
    JSON.stringify({
      configs: [
        section('Bootstrap', {
          bootstrap: {node: {id: 'sidecar~127.0.0.9~web-0.shop~shop.svc.cluster.local', metadata}},
        }),
        section('Listeners', {dynamic_listeners: [{active_state: {listener}}]}),
        section('Routes', {dynamic_route_configs: [{route_config}]}),
        section('Clusters', {dynamic_active_clusters: clusters.map((cluster) => ({cluster}))}),
        section('Endpoints', {dynamic_endpoint_configs: assigned.map((endpoint_config) => ({endpoint_config}))}),
      ],
    }),
  );
}

/** The sidecar that a real Envoy told of, with policies: nobody may /admin or test, web may all else, whoever has a token /open. */
function cart(): Buffer {
  const rule = (policy: string) => `ns[shop]-policy[${policy}]-rule[0]`;
  const rbac = (action: string, policies: object) =>
    filter('envoy.filters.http.rbac', 'filters.http.rbac.v3.RBAC', {rules: {action, policies}});
  const any = [{any: true}];
  const path = (prefix: string) => [{url_path: {path: {prefix}}}];
  const principal_name = {exact: 'spiffe://cluster.local/ns/shop/sa/web'};
  const token = {filter: 'envoy.filters.http.jwt_authn', path: [{key: 'payload'}, {key: 'iss'}]};
  const issuer = {...token, value: {string_match: {exact: 'me'}}};
  const filters = [
    rbac('DENY', {
      [rule('no-admin')]: {permissions: path('/admin'), principals: any},
      [rule('no-tests')]: {permissions: [{header: {name: 'x-stage', string_match: {exact: 'test'}}}], principals: any},
    }),
    rbac('ALLOW', {
      [rule('open')]: {permissions: path('/open'), principals: [{sourced_metadata: {metadata_matcher: issuer}}]},
      [rule('web')]: {
        permissions: [{not_rule: {url_path: {path: {prefix: '/open'}}}}],
        principals: [{authenticated: {principal_name}}],
      },
    }),
  ];
  const dump = readFileSync('test/testdata/examples/sidecar.json', 'utf8');
  return Buffer.from(dump.replaceAll(/"http_filters":\s*\[/g, `$&${JSON.stringify(filters).slice(1, -1)},`));
}

beforeAll(() => {
  const sidecar = (name: string): Proxy => ({namespace: 'shop', name, role: 'sidecar', labels: {}});
  const snapshot = createSnapshot(FOLDER);
  snapshot.save(sidecar('web-0'), 'config_dump', web());
  snapshot.save(sidecar('cart-1'), 'config_dump', cart());
  snapshot.finish({
    apiVersion: 'istioctl/v1',
    kind: 'ProxySnapshot',
    takenAt: '2026-01-01T00:00:00Z',
    complete: true,
    proxies: [sidecar('web-0'), sidecar('cart-1'), {...sidecar('late-0'), problem: 'the pod is Pending'}],
  });
  writeFileSync(CLAIMS, '{"iss": "me"}');
});

describe('describe request', () => {
  test.each<[string, string, number, string]>([
    ['allowed', '/', 0, ''],
    ['denied', '/admin', 1, ''],
    ['rewritten', '/v1/admin', 1, ''],
    ['marked', '/tried', 1, ''],
    ['made-by-envoy', '/dated', 80, ''],
    ['plaintext', '/old', 80, ''],
    ['split', '/split', 80, ''],
    ['nowhere', '/no', 1, ''],
    ['redirected', '/moved', 0, ''],
    ['half-unknown', '/mixed', 80, ''],
    ['without-token', '/open', 1, ''],
    ['with-token', '/open', 0, `--jwt ${CLAIMS}`],
    ['somebody-else', '/', 1, '--source-principal cluster.local/ns/edge/sa/x'],
  ])('%s', async (golden, path, code, flags) => {
    const line = `describe request -f ${FOLDER} --from web-0.shop --to http://cart.shop:9080${path} ${flags}`;
    const {stdout, stderr, exitCode} = await istioctl(line);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: code});
    expectGolden(stdout, `${GOLDENS}/request-${golden}.txt`);
  });

  test('for programs', async () => {
    const line = `x describe request -f ${FOLDER} --from web-0 --to http://cart.shop:9080/admin -o json`;
    const {stdout, exitCode} = await istioctl(line);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'istioctl/v1',
      kind: 'DescribedRequest',
      verdict: 'DENIED',
      principal: 'cluster.local/ns/shop/sa/web',
      servers: [
        {
          server: 'cart-1.shop',
          verdict: 'DENIED',
          trace: {authorization: [{action: 'DENY', result: 'denied', origin: {name: 'no-admin'}}, {}]},
        },
      ],
    });
  });

  test.each([
    ['--to http://cart', 64, 'describe request requires --from and --to\nHint: for example'],
    ['--from web-0', 64, 'describe request requires --from and --to'],
    ['--from web-0 --to cart', 64, 'cannot trace "cart"'],
    ['--from gone-0 --to http://cart', 80, 'the snapshot has no proxy "gone-0"'],
    ['--from late-0 --to http://cart', 80, 'late-0.shop: the pod is Pending'],
  ])('%s', async (flags, code, message) => {
    const {stdout, stderr, exitCode} = await istioctl(`describe request -f ${FOLDER} ${flags}`);
    expect({stdout, stderr, exitCode}).toEqual({stdout: '', stderr: expect.stringContaining(message), exitCode: code});
  });
});
