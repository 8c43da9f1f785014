// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {sendThrough} from '../envoy-server/request.js';
import {describeOnMesh} from '../istiod/on-mesh.js';
import {tokenIssuer, tokenPolicies} from '../istiod/tokens.js';
import {eventually} from '../support/eventually.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-real-'));

describeOnMesh('policies of a mesh', (at) => {
  const {istioctl, passes} = at;

  test('trace says whom policies let through, tokens counted', async () => {
    const {http} = at.mesh.edge;
    const issuer = tokenIssuer('https://issuer.example');
    const applied = tokenPolicies(issuer);
    for (const object of applied) await at.mesh.apply(object);
    for (const {kind, metadata} of applied) await passes(`wait --for=distributed ${kind} ${metadata.name}.edge`);

    const host = `web.example:${http}`;
    const claims = {iss: issuer.name, sub: 'me', exp: 4_000_000_000};
    const ask = async (path: string, groups?: string[], headers: Record<string, string> = {}) => {
      const said = {...claims, groups};
      const file = join(FOLDER, 'claims.json');
      writeFileSync(file, JSON.stringify(said));
      const token = groups && {authorization: `Bearer ${issuer.token(said)}`};
      const {status} = await sendThrough(http, {method: 'GET', path, headers: {host, ...headers, ...token}});
      const flags = [
        ...Object.entries(headers).map(([name, value]) => ['-H', `${name}: ${value}`]),
        groups ? ['--jwt', file] : [],
        ['--source-ip', '127.0.0.1', '-o', 'json'],
      ].flat();
      const {stdout} = await istioctl(['proxy-config', 'trace', 'edge-0.edge', `http://${host}${path}`, ...flags]);
      const {outcome, text} = JSON.parse(stdout);
      if (outcome !== 'refused') {
        const from = ['--from', 'edge-0.edge', '--to', `http://${host}${path}`, ...flags];
        const described = JSON.parse((await istioctl(['describe', 'request', ...from])).stdout);
        expect(described).toMatchObject({verdict: 'ALLOWED', servers: [{verdict: 'ALLOWED'}]});
      }
      return {status, outcome, text};
    };
    const passed = {status: 200, outcome: 'routed', text: expect.any(String)};
    const refused = (why: string) => ({status: 403, outcome: 'refused', text: `${why}, so Envoy answers 403`});
    const nobody = refused('no policy of ALLOW takes it');
    expect(await ask('/open')).toEqual(passed);
    expect(await ask('/ip')).toEqual(passed);
    expect(await ask('/pay')).toEqual(nobody);
    expect(await ask('/pay', ['admins'])).toEqual(passed);
    expect(await ask('/pay/x', ['users', 'admins'])).toEqual(passed);
    expect(await ask('/pay', ['users'])).toEqual(nobody);
    expect(await ask('/elsewhere', ['admins'])).toEqual(nobody);
    expect(await ask('/open', undefined, {'x-bad': 'yes'})).toEqual(
      refused('AuthorizationPolicy deny.edge, rule 0 denies it'),
    );
    for (const {apiVersion, kind, metadata} of applied) await at.mesh.cluster.delete({apiVersion, kind}, metadata);
    await eventually('all is allowed again', async () => (await ask('/')).status === 200);
  });

  test('what servers do not take, clients are not to speak', async () => {
    const to = (mode: string) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: {namespace: 'shop', name: 'cart'},
      spec: {host: 'cart', trafficPolicy: {tls: {mode}}},
    });
    const strict = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: {namespace: 'shop', name: 'default'},
      spec: {mtls: {mode: 'STRICT'}},
    };
    const line = 'describe request --from cart-0.shop --to http://cart.shop:8080/';
    await at.mesh.apply(strict);
    await passes('wait --for=distributed PeerAuthentication default.shop');
    expect(await passes('describe mtls -n shop')).toMatch(
      /^cart\.shop +8080 +STRICT +default\.shop +auto +- +mutual TLS$/m,
    );
    expect(await passes(line)).toContain('mutual TLS, SNI');
    await at.mesh.apply(to('DISABLE'));
    await passes('wait --for=distributed DestinationRule cart.shop');
    const conflict = await istioctl('describe mtls cart.shop -o json');
    expect(JSON.parse(conflict.stdout)).toMatchObject({
      items: [{server: 'STRICT', client: 'DISABLE', clientFrom: 'cart.shop', result: 'CONFLICT'}],
    });
    expect(conflict).toMatchObject({stderr: 'Error: 1 of 1 way cannot work\n', exitCode: 1});
    const refused = await istioctl(line);
    expect(refused).toMatchObject({stdout: expect.stringContaining('verdict: DENIED'), exitCode: 1});
    for (const {apiVersion, kind, metadata} of [strict, to('DISABLE')]) {
      await at.mesh.cluster.delete({apiVersion, kind}, metadata);
    }
    await eventually('all is as before', async () => (await istioctl(line)).exitCode === 0);
  });

  test('policies of a pod', async () => {
    await at.mesh.apply({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: {namespace: 'shop', name: 'only-edge'},
      spec: {
        selector: {matchLabels: {app: 'cart'}},
        rules: [{from: [{source: {namespaces: ['edge']}}], to: [{operation: {methods: ['GET']}}]}],
      },
    });
    await passes('wait --for=distributed AuthorizationPolicy only-edge.shop --timeout 60s');
    expect(await passes('x authz check cart-0.shop')).toMatch(/^ALLOW\s+only-edge\.shop\s+1$/m);
    expect(await passes('x describe pod cart-0.shop')).toContain('only-edge');
    const from = (more: string) => istioctl(`describe request --to http://cart.shop:8080/ ${more}`);
    const denied = await from('--from cart-0.shop');
    expect(denied).toMatchObject({stdout: expect.stringMatching(/^verdict: DENIED$/m), exitCode: 1});
    expect(denied.stdout).toContain(
      'not AuthorizationPolicy only-edge.shop, rule 0: principal must be regex .*/ns/edge/.*, is "spiffe://cluster.local/ns/shop/sa/default"',
    );
    const allowed = await from('--from cart-0.shop --source-principal cluster.local/ns/edge/sa/default');
    expect(allowed).toMatchObject({stdout: expect.stringMatching(/^verdict: ALLOWED$/m), exitCode: 0});
    expect(allowed.stdout).toContain('cart-0.shop (10.244.');
    const posted = await from('-X POST --from cart-0.shop --source-principal cluster.local/ns/edge/sa/default');
    expect(posted).toMatchObject({stdout: expect.stringContaining('method must be "GET", is "POST"'), exitCode: 1});
    const outside = await istioctl(
      `describe request --from edge-0.edge --to http://web.example:${at.mesh.edge.http}/pay`,
    );
    expect(outside).toMatchObject({stdout: expect.stringMatching(/^verdict: ALLOWED$/m), exitCode: 0});
  });

  test('what a proxy refuses is told in its words, with the object that is to blame', async () => {
    const broken = {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: {namespace: 'shop', name: 'broken'},
    };
    const lua = {'@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua', inlineCode: 'function ('};
    const patch = {operation: 'INSERT_BEFORE', value: {name: 'broken', typed_config: lua}};
    const configPatches = [{applyTo: 'HTTP_FILTER', match: {context: 'SIDECAR_OUTBOUND'}, patch}];
    await at.mesh.apply({...broken, spec: {workloadSelector: {labels: {app: 'cart'}}, configPatches}});
    const waited = await istioctl('wait --for=distributed EnvoyFilter broken.shop --timeout 60s');
    expect(waited).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^cart-0\.shop: refused LDS: .*script load error/),
    });
    const told =
      /1 proxy refused LDS \(cart-0\.shop\): .*script load error.*; it may come from EnvoyFilter shop\/broken\n/;
    expect((await istioctl('proxy-status')).stderr).toMatch(told);
    const checked = await istioctl('check --only C051');
    expect([checked.exitCode, checked.stdout]).toEqual([79, expect.stringMatching(told)]);
    await at.mesh.cluster.delete(broken, broken.metadata);
    await eventually('the proxy takes all of it again', async (saw) => {
      const {stdout, stderr} = await istioctl('proxy-status --stale');
      saw(stdout + stderr);
      return stdout === '';
    });
    expect((await istioctl('proxy-status')).stderr).toBe('');
  });
});
