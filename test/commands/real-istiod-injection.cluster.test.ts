// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {mergeTrees, type Tree} from '../../src/manifest/input/tree.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {injectedBy} from '../istiod/injection.js';
import {describeOnMesh} from '../istiod/on-mesh.js';
import {eventually} from '../support/eventually.js';

const FILE = join(mkdtempSync(join(tmpdir(), 'istioctl-injection-')), 'pod.json');
const MESH = {apiVersion: 'v1', kind: 'ConfigMap'};
const KEY = {namespace: 'istio-system', name: 'istio'};

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-0',
    namespace: 'shop',
    labels: {app: 'web'},
    // Whether a cluster can do without is known to istiod only.
    annotations: {'sidecar.istio.io/nativeSidecar': 'false'},
  },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'web',
        ports: [{containerPort: 8080}],
        readinessProbe: {httpGet: {path: '/ready', port: 8080}},
        resources: {},
      },
    ],
  },
};

describeOnMesh('what istiod makes of mesh settings when it injects', (at) => {
  let first: Tree;
  let plain: unknown;

  const ours = async (): Promise<unknown> => {
    const {items}: {items: {status?: unknown}[]} = JSON.parse(await at.passes(`kube-inject -f ${FILE} -o json`));
    const [{status: _, ...injected} = {}] = items;
    return injected;
  };
  const theirs = (): Promise<unknown> => injectedBy(at.mesh.istiod.ports[15017], POD);
  const set = (mesh: unknown): Promise<unknown> =>
    at.mesh.cluster.patch(MESH, KEY, {data: {mesh: JSON.stringify(mesh)}}, {type: 'merge'});

  beforeAll(async () => {
    writeFileSync(FILE, JSON.stringify(POD));
    const map = await at.mesh.cluster.get(MESH, KEY);
    first = parseYaml((map as unknown as {data: {mesh: string}}).data.mesh) as Tree;
    plain = await ours();
  });

  test.each<[string, Tree]>([
    ['the trust domain', {trustDomain: 'td.example'}],
    ['the port of outbound traffic', {proxyListenPort: 15101}],
    ['the port of inbound traffic', {proxyInboundListenPort: 15106}],
    ['inbound traffic to localhost', {inboundTrafficPolicy: {mode: 'LOCALHOST'}}],
    ['interception by TPROXY', {defaultConfig: {interceptionMode: 'TPROXY'}}],
    ['no interception', {defaultConfig: {interceptionMode: 'NONE'}}],
    ['a proxy that applications wait for', {defaultConfig: {holdApplicationUntilProxyStarts: true}}],
    [
      'metadata of proxies',
      {defaultConfig: {proxyMetadata: {A: 'b', ISTIO_META_DNS_CAPTURE: 'true', PROXY_XDS_VIA_AGENT: 'x'}}},
    ],
    [
      'the authority of a tracer',
      {defaultConfig: {tracing: {tlsSettings: {mode: 'SIMPLE', caCertificates: '/etc/ca/root.pem'}}}},
    ],
    ['the address of istiod', {defaultConfig: {discoveryAddress: 'other.example:15012'}}],
    ['the kind of image', {defaultConfig: {image: {imageType: 'debug'}}}],
    ['threads', {defaultConfig: {concurrency: 7}}],
    ['the port of the agent', {defaultConfig: {statusPort: 15099}}],
    ['a drain', {defaultConfig: {terminationDrainDuration: '17s'}}],
    ['ports and times of the proxy', {defaultConfig: {drainDuration: '3s', proxyAdminPort: 15001}}],
  ])('%s', async (_, settings) => {
    await set(mergeTrees(first, settings));
    const expected = await ours();
    // One that changes nothing would be the same for any reason.
    expect(expected).not.toEqual(plain);
    await eventually(
      'istiod makes the same of it',
      async (saw) => {
        const made = await theirs();
        saw(made);
        expect(made).toEqual(expected);
        return true;
      },
      {within: 60_000, every: 300},
    );
  });
});
