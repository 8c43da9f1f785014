// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import {authority, type Certified, certificateSecret, trustSecret, workload} from '../../envoy-server/certificates.js';
import type {Json} from '../../envoy-server/config.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {sendThrough} from '../../envoy-server/request.js';
import {address, filter, httpManager} from '../../envoy-server/sidecar.js';
import {eventually} from '../../support/eventually.js';
import {tracedIn} from './envoy-under-test.js';

const PRINCIPALS = ['spiffe://cluster.local/ns/shop/sa/cart', 'spiffe://cluster.local/ns/edge/sa/web'] as const;
const PATHS = ['/', '/pay', '/pay/now', '/admin'] as const;
const METHODS = ['GET', 'POST'] as const;
const USERS = ['tester', 'nobody'] as const;

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** A test for a text, from pieces of the texts that there are. */
function texts(...values: string[]): fc.Arbitrary<Json> {
  const value = one(...values);
  return fc.oneof(
    value.map((exact): Json => ({exact})),
    value.map((text): Json => ({prefix: text.slice(0, -2) || '/'})),
    value.map((text): Json => ({suffix: text.slice(2) || '/'})),
    value.map((text): Json => ({safe_regex: {regex: `.*${text.slice(1)}`}})),
    value.map((text): Json => ({contains: text.slice(1).toUpperCase() || '/', ignore_case: true})),
  );
}

const headers = fc.oneof(
  one(...METHODS).map((exact): Json => ({header: {name: ':method', string_match: {exact}}})),
  texts(...USERS).map((string_match): Json => ({header: {name: 'x-user', string_match}})),
  fc.boolean().map((invert_match): Json => ({header: {name: 'x-user', present_match: true, invert_match}})),
);
const paths = texts(...PATHS).map((path): Json => ({url_path: {path}}));
const tokens = fc.boolean().map(
  (invert): Json => ({
    sourced_metadata: {
      metadata_matcher: {
        filter: 'envoy.filters.http.jwt_authn',
        path: [{key: 'payload'}, {key: 'iss'}],
        value: {string_match: {exact: 'me'}},
        invert,
      },
    },
  }),
);
const ranges = (name: string) =>
  one(['127.0.0.0', 8], ['10.0.0.0', 8]).map(
    ([address_prefix, prefix_len]): Json => ({[name]: {address_prefix, prefix_len}}),
  );

/** Rules and what is made of them with and, or and not. */
function composed(leaf: fc.Arbitrary<Json>, [all, any, not, list]: readonly string[]): fc.Arbitrary<Json> {
  const {rule} = fc.letrec<{rule: Json}>((tie) => ({
    rule: fc.oneof(
      {maxDepth: 2, withCrossShrink: true},
      leaf,
      fc.array(tie('rule'), {minLength: 1, maxLength: 3}).map((rules): Json => ({[all ?? '']: {[list ?? '']: rules}})),
      fc.array(tie('rule'), {minLength: 1, maxLength: 3}).map((rules): Json => ({[any ?? '']: {[list ?? '']: rules}})),
      tie('rule').map((inner): Json => ({[not ?? '']: inner})),
    ),
  }));
  return rule;
}

const always: Json = {any: true};

/** The port is not known before the test runs. */
function permissions(port: number): fc.Arbitrary<Json> {
  const ports = fc.oneof(
    one(port, 1).map((destination_port): Json => ({destination_port})),
    one([port, port + 1], [1, port]).map(([start, end]): Json => ({destination_port_range: {start, end}})),
  );
  const names = texts('web.example').map((requested_server_name): Json => ({requested_server_name}));
  const leaf = fc.oneof(one(always), headers, paths, ports, names, ranges('destination_ip'), tokens);
  return composed(leaf, ['and_rules', 'or_rules', 'not_rule', 'rules']);
}

const peers = texts(...PRINCIPALS).map((principal_name): Json => ({authenticated: {principal_name}}));
const principals = composed(
  fc.oneof(one(always, {authenticated: {}}), peers, headers, paths, ranges('direct_remote_ip'), tokens),
  ['and_ids', 'or_ids', 'not_id', 'ids'],
);

const several = (rule: fc.Arbitrary<Json>) => fc.array(rule, {minLength: 1, maxLength: 2});

function filters(port: number): fc.Arbitrary<Json[]> {
  const policy = fc.record({permissions: several(permissions(port)), principals: several(principals)});
  const policies = fc.dictionary(one('a', 'b', 'c'), policy, {maxKeys: 3, noNullPrototype: true});
  const rbac = fc.record({action: one('ALLOW', 'DENY', 'DENY', 'LOG'), policies});
  return fc
    .array(rbac, {minLength: 1, maxLength: 2})
    .map((all) => all.map((rules) => filter('envoy.filters.http.rbac', 'filters.http.rbac.v3.RBAC', {rules})));
}

const requests = fc.record({
  principal: one(...PRINCIPALS),
  path: one(...PATHS, '/pay?x=/admin'),
  method: one(...METHODS),
  user: fc.option(one(...USERS), {nil: undefined}),
  servername: one('web.example', 'other.example'),
});

describeOnEnvoy('random requests under random policies', () => {
  const root = authority('mesh');
  const clients = new Map<string, Certified>(PRINCIPALS.map((spiffe) => [spiffe, workload(root, {spiffe})]));
  const [port, start] = [{value: 0}, {version: 0}];
  let envoy: Envoy;

  /** Every answer tells the version of the listener in the header `server`. */
  function listener(rbac: Json[]): Json {
    const manager = httpManager({
      server_name: String(++start.version),
      http_filters: [...rbac, filter('envoy.filters.http.router', 'filters.http.router.v3.Router')],
      route_config: {
        virtual_hosts: [
          {name: 'all', domains: ['*'], routes: [{match: {prefix: '/'}, direct_response: {status: 200}}]},
        ],
      },
    });
    const tls = filter('envoy.transport_sockets.tls', 'transport_sockets.tls.v3.DownstreamTlsContext', {
      require_client_certificate: true,
      common_tls_context: {
        tls_certificates: [certificateSecret('own', workload(root, {dns: ['web.example']}))['tls_certificate']],
        validation_context: trustSecret('mesh', root)['validation_context'],
      },
    });
    return {
      name: 'mtls',
      address: address('127.0.0.1', port.value),
      listener_filters: [filter('tls', 'filters.listener.tls_inspector.v3.TlsInspector')],
      filter_chains: [{transport_socket: tls, filters: [manager]}],
    };
  }

  const send = (request: {
    principal: string;
    path: string;
    method: string;
    user?: string | undefined;
    servername: string;
  }) => {
    const {path, method, user, servername} = request;
    const client = clients.get(request.principal);
    const key = String(client?.key.export({type: 'pkcs8', format: 'pem'}));
    const headers = {host: servername, ...(user !== undefined && {'x-user': user})};
    return sendThrough(port.value, {method, path, headers, tls: {servername, key, cert: client?.certificate ?? ''}});
  };

  async function load(rbac: Json[]): Promise<Buffer> {
    await envoy.update({listeners: [listener(rbac)]});
    const probe = {principal: PRINCIPALS[0], path: '/', method: 'GET', servername: 'web.example'};
    await eventually(
      `Envoy works with listener version ${start.version}`,
      async (saw) => {
        const {server} = (await send(probe)).headers;
        saw(server);
        return server === String(start.version);
      },
      {every: 2},
    );
    return envoy.page('/config_dump?include_eds');
  }

  beforeAll(async () => {
    [port.value = 0] = await freePorts(1);
    envoy = await startEnvoy({listeners: [listener([])]});
  }, ENVOY_TIMEOUT);
  afterAll(() => envoy.stop());

  test('are allowed when we say so', {timeout: 300_000}, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(filters(port.value), fc.array(requests, {minLength: 8, maxLength: 8}), async (rbac, all) => {
        const dump = await load(rbac);
        for (const request of all) {
          const {path, method, user, servername, principal} = request;
          const trace = tracedIn(dump, `https://127.0.0.1:${port.value}${path}`, {
            method,
            sni: servername,
            headers: [`host: ${servername}`, ...(user === undefined ? [] : [`x-user: ${user}`])],
            principal,
            ip: '127.0.0.1',
          });
          expect(trace.status, JSON.stringify({request, text: trace.text})).toBe((await send(request)).status);
          seen.set(trace.outcome, (seen.get(trace.outcome) ?? 0) + 1);
        }
      }),
      {numRuns: Number(process.env['TRACE_RUNS'] ?? 80), endOnFailure: true},
    );
    expect([...seen.keys()].sort()).toEqual(['answered', 'refused']);
  });
});
