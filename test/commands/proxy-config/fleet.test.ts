// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {createSnapshot} from '../../../src/io/snapshot-folder.js';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const DUMP = 'test/testdata/examples/dump.json';
const CLUSTERS = 'test/testdata/examples/clusters.json';
const SNAPSHOT = mkdtempSync(join(tmpdir(), 'istioctl-snapshot-'));
const LATER = mkdtempSync(join(tmpdir(), 'istioctl-snapshot-'));
const WHOLE = mkdtempSync(join(tmpdir(), 'istioctl-snapshot-'));

/** Cart, and a gateway that has what cart had before; a third proxy did not answer. */
function writeSnapshot(folder: string, gateway: string, silent = true): void {
  const cart = {namespace: 'shop', name: 'cart-0', role: 'sidecar', labels: {app: 'cart'}} as const;
  const ingress = {namespace: 'edge', name: 'ingress-1', role: 'gateway', labels: {istio: 'ingress'}} as const;
  const dead = {namespace: 'shop', name: 'pay-0', role: 'sidecar', labels: {}, problem: 'the pod is Pending'} as const;
  const snapshot = createSnapshot(folder);
  snapshot.save(cart, 'config_dump', readFileSync(DUMP));
  snapshot.save(cart, 'clusters', readFileSync(CLUSTERS));
  snapshot.save(ingress, 'config_dump', readFileSync(gateway));
  snapshot.save(ingress, 'clusters', readFileSync(CLUSTERS));
  const index = {
    apiVersion: 'istioctl/v1',
    kind: 'ProxySnapshot',
    takenAt: '2026-01-01T00:00:00Z',
    complete: true,
  } as const;
  snapshot.finish({...index, proxies: silent ? [ingress, cart, dead] : [ingress, cart]});
}

beforeAll(() => {
  writeSnapshot(SNAPSHOT, 'test/testdata/examples/before.json');
  writeSnapshot(LATER, DUMP);
  writeSnapshot(WHOLE, DUMP, false);
});

describe('proxy-config of many proxies', () => {
  test.each([
    ['pc cluster -l app=cart -o table', 'cluster.txt'],
    ['pc cluster --gateways --service-namespace shop -o wide', 'cluster-wide.txt'],
    ['pc listener cart-0.shop -o csv', 'listener.csv'],
    ['pc listener cart-0.shop --verbose=false -o ndjson', 'listener.ndjson'],
    ['pc route -n edge -o wide', 'route-wide.txt'],
    ['pc route --where weight<=50 --gateways -o json', 'route.json'],
    ['pc endpoint --gateways -o wide', 'endpoint-wide.txt'],
    ['pc endpoint -l app --where locality=~^eu -o yaml', 'endpoint.yaml'],
    ['pc secret cart-0', 'secret.txt'],
    ['pc eds --gateways --service-namespace shop -o csv', 'eds.csv'],
    ['pc ecds cart-0 -o json', 'ecds.json'],
    ['pc bootstrap -l app -o wide', 'bootstrap-wide.txt'],
    ['pc bootstrap --gateways', 'bootstrap.txt'],
    ['pc bootstrap cart-0 -o json', 'bootstrap.json'],
    ['pc all cart-0 -o wide', 'all-wide.txt'],
    ['pc all -l app=cart --where kind=route --fqdn-regex ^pay', 'all-route.txt'],
    ['pc all --gateways --service-namespace shop -o csv', 'all.csv'],
  ])('%s', async (commandLine, golden) => {
    const {stdout, stderr, exitCode} = await istioctl(`${commandLine} -f ${SNAPSHOT}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    expectGolden(stdout, `test/testdata/envoy/fleet/${golden}`);
  });

  test('names of those with a row, and the ones that did not answer at the end', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`pc cluster -A -f ${SNAPSHOT} --fqdn-regex ^api\\. -o name`);
    expect(stdout).toBe('cart-0.shop\n');
    expect(stderr).toBe('pay-0.shop: the pod is Pending\nError: 1 of 3 proxies could not be asked\n');
    expect(exitCode).toBe(80);
  });

  test('JSON is one document with those that did not answer', async () => {
    const {stdout, exitCode} = await istioctl(`pc secret -A -f ${SNAPSHOT} -o json`);
    expect(exitCode).toBe(80);
    const {items, ...rest}: {items: {pod: string}[]} = JSON.parse(stdout);
    expect(rest).toEqual({
      apiVersion: 'istioctl/v1',
      kind: 'ProxySecrets',
      unreachable: [{pod: 'pay-0', namespace: 'shop', reason: 'the pod is Pending'}],
    });
    expect(new Set(items.map(({pod}) => pod))).toEqual(new Set(['ingress-1', 'cart-0']));
  });

  test('one file is a proxy, too', async () => {
    const {stdout} = await istioctl(`pc endpoint -f ${DUMP} --where weight>1 -o csv`);
    expect(stdout.split('\n')[1]).toBe(
      'cart-0,shop,10.1.0.1:8080,HEALTHY,,outbound|8080||pay.shop.svc.cluster.local,3,eu/eu-1,0,,10.1.0.1,8080',
    );
  });

  test.each([
    [`pc cluster -f ${CLUSTERS} -o wide`, 65, 'was not saved'],
    [`pc cluster -f ${SNAPSHOT} -n nowhere`, 1, 'no proxies found in namespace nowhere\nHint: -A looks into all'],
    [`pc cluster -f ${SNAPSHOT} cart-0 --gateways`, 64, 'name proxies or choose them'],
    [`pc cluster -f ${SNAPSHOT} --concurrency 0`, 64, '--concurrency must be at least 1'],
    [`pc cluster -f ${SNAPSHOT} --where prt=1`, 64, 'did you mean "port"?'],
    [`pc cluster -f ${SNAPSHOT} -o xml`, 64, 'output format "xml" not supported\nHint: there are table, wide'],
    [`pc cluster -f ${DUMP} cart-0 -o csv`, 64, 'dump.json is of one proxy: there is nothing to choose from'],
    [`pc cluster -f ${DUMP} -l app=cart`, 64, 'dump.json is of one proxy'],
    ['pc cluster -f test', 65, 'open test/index.json: no such file or directory'],
    ['pc cluster -A', 1, 'no current context'],
    ['pc cluster -A --proxy-admin-port 0', 64, 'must be in the range'],
  ])('%s', async (commandLine, code, message) => {
    const {stderr, exitCode} = await istioctl(commandLine);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});

describe('proxy-config diff of snapshots', () => {
  test('proxy by proxy', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`pc diff ${SNAPSHOT} ${LATER}`);
    expect({stderr, exitCode}).toEqual({stderr: 'pay-0.shop: not compared: the pod is Pending\n', exitCode: 80});
    expectGolden(stdout, 'test/testdata/envoy/fleet/diff.txt');
    const json = await istioctl(`pc diff ${SNAPSHOT} ${LATER} --type endpoint -o json`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'ProxyConfigDiffList',
      items: [
        {proxy: 'cart-0.shop', changes: []},
        {proxy: 'ingress-1.edge', changes: [{type: 'endpoint'}]},
      ],
      unreachable: [{proxy: 'pay-0.shop', reason: 'the pod is Pending'}],
    });
    expect((await istioctl(`pc diff ${WHOLE} ${WHOLE}`)).exitCode).toBe(0);
  });

  test('a proxy that one snapshot did not reach is neither added nor removed', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`pc diff ${SNAPSHOT} ${WHOLE} --type ecds`);
    expect({stdout, stderr, exitCode}).toEqual({
      stdout: '',
      stderr: 'pay-0.shop: not compared: the pod is Pending\n',
      exitCode: 80,
    });
  });

  test('the folder of one proxy is a dump', async () => {
    expect((await istioctl(`pc diff ${SNAPSHOT}/shop/cart-0 ${DUMP}`)).exitCode).toBe(0);
  });

  test('a snapshot is not compared with a file', async () => {
    const {stderr, exitCode} = await istioctl(`pc diff ${SNAPSHOT} ${DUMP}`);
    expect(stderr).toContain('cart-0.shop');
    expect(exitCode).toBe(80);
  });
});
