// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {service} from '../../preview/sidecar-context.js';
import {istioctl} from '../../support/run.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-preview-'));
const MESH = join(FOLDER, 'k8s');

const POD = `
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec: {containers: [{name: app}]}
status: {podIP: 10.1.0.1, conditions: [{type: Ready, status: 'True'}]}
`;

beforeAll(() => {
  mkdirSync(MESH);
  writeFileSync(join(MESH, 'pod.yaml'), POD);
  writeFileSync(join(MESH, 'service.yaml'), service('cart', 'http:80'));
  writeFileSync(join(MESH, 'notes.txt'), 'none of it');
  writeFileSync(
    join(FOLDER, 'bad.yaml'),
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: vs}\nspec: {hosts: 1}\n',
  );
});

describe('preview dump', () => {
  test('prints a dump that commands for dumps read', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`preview dump client.shop --config ${MESH}`);
    expect({stderr, exitCode}).toEqual({stderr: expect.stringContaining('notes.txt'), exitCode: 0});
    const clusters = await istioctl('proxy-config cluster -f - --fqdn cart.shop.svc.cluster.local', {stdin: stdout});
    expect(clusters.stdout).toMatch(/cart\.shop\.svc\.cluster\.local +80 +- +outbound +EDS/);
    const listeners = await istioctl('proxy-config listener -f -', {stdin: stdout});
    expect(listeners.stdout).toContain('15006');
    const routes = await istioctl('proxy-config route -f - --name 80', {stdin: stdout});
    expect(routes.stdout).toContain('cart.shop.svc.cluster.local:80');
  });

  test('reads standard input and prints YAML', async () => {
    const {stdout, exitCode} = await istioctl('preview dump pod/client -n shop --config - -o yaml', {stdin: POD});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^configs:\n- '@type': type\.googleapis\.com\/envoy\.admin\.v3\.BootstrapConfigDump/);
  });

  test.each([
    ['a proxy that is not there', `nobody.shop --config ${MESH}`, 1, /cannot find nobody\.shop: no such workload/],
    ['a type that has no pods', `configmap/x.shop --config ${MESH}`, 64, /unknown type configmap/],
    [
      'neither a workload nor a gateway',
      `--config ${MESH}`,
      64,
      /expected either a workload, its labels, or --gateway/,
    ],
    ['a gateway that is not there', `--gateway gw.shop --config ${MESH}`, 1, /cannot find gateway gw\.shop/],
    [
      'labels that no pod has',
      `-l app=x -n shop --config ${MESH}`,
      1,
      /no pod in namespace shop of the configuration has/,
    ],
    ['neither files nor a cluster', 'client.shop --kubeconfig /dev/null', 1, /kubeconfig|cluster/],
    [
      'a file that is not there',
      `client.shop --config ${FOLDER}/none.yaml`,
      65,
      /none\.yaml: no such file or directory/,
    ],
    [
      'a document with a mistake',
      `client.shop --config ${FOLDER}/bad.yaml`,
      65,
      /bad\.yaml:1: VirtualService default\/vs: /,
    ],
  ])('ends with an error for %s', async (_, args, code, message) => {
    const {stderr, stdout, exitCode} = await istioctl(`preview dump ${args}`);
    expect({exitCode, stdout}).toEqual({exitCode: code, stdout: ''});
    expect(stderr).toMatch(message);
  });

  test('refuses what istiod would refuse, with the place', async () => {
    const rule =
      '\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: vs, namespace: shop}\nspec: {hosts: [cart], http: [{}]}\n';
    const {stderr, stdout, exitCode} = await istioctl('preview dump client.shop --config -', {
      stdin: `${POD}\n---${rule}`,
    });
    expect({exitCode, stdout}).toEqual({exitCode: 65, stdout: ''});
    expect(stderr).toMatch(/-:\d+: VirtualService shop\/vs is invalid: /);
  });

  test('says what it does not simulate, and ends with 80', async () => {
    const wasm =
      '\napiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: shop}\nspec: {url: "oci://x"}\n';
    const {stderr, stdout, exitCode} = await istioctl('preview dump client.shop --config -', {
      stdin: `${POD}\n---${wasm}`,
    });
    expect(exitCode).toBe(80);
    expect(stderr).toContain('not simulated: WasmPlugin shop/w');
    expect(JSON.parse(stdout)).toHaveProperty('configs');
  });
});
