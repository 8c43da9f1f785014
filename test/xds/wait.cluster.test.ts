// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {clientConfig, debugResource, type Reply} from '../istiod/fake-istiod.js';
import type {Run} from '../support/run.js';
import {CDS, type Istiods, startIstiods} from './istiods.js';

describeOnControlPlane('wait', () => {
  let istiods: Istiods;
  const run = (words: string): Promise<Run> => istiods.run(words);
  beforeAll(async () => {
    istiods = await startIstiods();
  }, BUILD_TIMEOUT);
  afterAll(() => istiods.stop());

  const metadata = {namespace: 'shop', name: 'cart'};
  let configz: object[];
  let status: Reply;
  let connections: object[];
  beforeEach(async () => {
    await istiods.mesh.add({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      ...{spec: {hosts: ['cart']}},
    });
    configz = [{kind: 'VirtualService', metadata: {...metadata, generation: 1}}];
    status = {resources: [clientConfig('web-1.shop', {[CDS]: 'SYNCED'})]};
    connections = [{proxy: 'web-1.shop', cluster_acked: `t/2${'a'.repeat(36)}`}];
    istiods.reply = (typeUrl, [name]) => {
      if (typeUrl === 'istio.io/debug/syncz') return status;
      return {resources: [debugResource(JSON.stringify(name === 'configz' ? configz : connections))]};
    };
  });

  test('a resource that has reached all', async () => {
    const {stdout, stderr, exitCode} = await run('wait --for=distributed vs/cart -n shop -i one');
    expect({stdout, stderr, exitCode}).toEqual({
      stdout: 'VirtualService/shop/cart has reached 1 proxy\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('istiod does not know it before long', async () => {
    const reply = istiods.reply;
    const found = configz;
    let looks = 0;
    istiods.reply = (typeUrl, names) => {
      if (names[0] === 'configz') configz = ++looks < 3 ? [] : found;
      return reply(typeUrl, names);
    };
    const {stdout, exitCode} = await run('wait vs cart.shop -i one --proxy web-1.shop');
    expect({stdout, exitCode}).toEqual({stdout: 'VirtualService/shop/cart has reached 1 proxy\n', exitCode: 0});
    expect(looks).toBe(3);
  });

  test('istiod knows an older generation of it only', async () => {
    configz = [{kind: 'VirtualService', metadata: {...metadata, generation: 0}}];
    const {stdout, stderr, exitCode} = await run('wait vs/cart.shop -i one --timeout 2s');
    expect({stdout, stderr, exitCode}).toEqual({
      stdout: 'istiod one/istiod-a: does not know the object yet\n',
      stderr: 'Error: VirtualService/shop/cart has not reached all proxies within 2s\n',
      exitCode: 124,
    });
  });

  test('a proxy that lags, and one that refuses', async () => {
    status = {resources: [clientConfig('web-1.shop', {[CDS]: 'STALE'}), clientConfig('b.shop', {[CDS]: 'ERROR'})]};
    const lagging = await run('wait vs/cart.shop -i one --timeout 2s');
    expect(lagging).toMatchObject({
      stdout: 'b.shop: refused what it was sent\nweb-1.shop: has not confirmed what it was sent\n',
      exitCode: 124,
    });
    status = {resources: [clientConfig('web-1.shop', {[CDS]: 'ERROR'}, '1.30.3', 'Error adding\n  cluster \x1b[1mx')]};
    const refused = await run('wait vs/cart.shop -i one --timeout 20s');
    expect(refused.stderr).toContain(
      'VirtualService/shop/cart has not reached all proxies: 1 refused what they were sent\n',
    );
    expect([refused.exitCode, refused.stdout]).toEqual([
      1,
      'web-1.shop: refused CDS: Error adding cluster \\x1b[1mx\n',
    ]);
  });

  test('--timeout 0 looks once', async () => {
    const {stdout, exitCode} = await run('wait vs/cart.shop -i one --timeout 0s');
    expect({stdout, exitCode}).toEqual({stdout: 'istiod one/istiod-a: has not pushed it yet\n', exitCode: 1});
  });

  test('a proxy that holds something else than it says, and one that nobody knows', async () => {
    connections = [{proxy: 'web-1.shop', cluster_acked: `t/3${'a'.repeat(36)}`}];
    const other = await run('wait vs/cart.shop -i one --timeout 2s --proxy web-1.shop');
    expect(other.stdout).toBe('web-1.shop: holds Clusters of another version than it confirmed\n');
    const unknown = await run('wait vs/cart.shop -i one --timeout 2s --proxy old-1.shop');
    expect(unknown.stdout).toBe('old-1.shop: is not connected to any istiod that answers\n');
  });

  test.each([
    ['wait vs/nope.shop', 'Error: virtualservices.networking.istio.io "nope" not found in the "shop" namespace\n', 1],
    ['wait pod/web-1.shop', 'Error: istiod does not tell how far a Pod has come\n', 1],
    ['wait nope/x', 'Error: the server doesn\'t have a resource type "nope"\n', 1],
    ['wait cart', 'Error: cart names no resource\n', 64],
    ['wait vs/cart --for ready', 'Error: --for ready: the only condition is distributed\n', 64],
    ['wait vs/cart.shop --proxy deploy/nope.shop', 'Error: failed retrieving: deployments.apps "nope" not found', 1],
  ])('%s', async (words, message, code) => {
    const {stderr, exitCode} = await run(`${words} -i one`);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
