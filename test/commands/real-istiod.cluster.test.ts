// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {ClusterReader, KubeObject} from '../../src/io/kube/cluster.js';
import {sendThrough} from '../envoy-server/request.js';
import {ISTIOD_VERSION} from '../istiod/binary.js';
import {injectedBy} from '../istiod/injection.js';
import {describeOnMesh} from '../istiod/on-mesh.js';
import {certificateOf, isOf} from '../istiod/served-certificate.js';
import {eventually} from '../support/eventually.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-real-'));

describeOnMesh('a mesh', (at) => {
  const {istioctl, passes} = at;

  test('version', async () => {
    expect(await passes('version')).toBe(
      `client version: 1.30.3\ncontrol plane version: ${ISTIOD_VERSION}\ndata plane version: 1.30.3 (2 proxies)\n`,
    );
    expect(await passes('x version')).toContain(`control plane version: ${ISTIOD_VERSION}\n`);
  });

  test('proxy-status', async () => {
    const lines = (await passes('proxy-status'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s{2,}/));
    expect(lines).toEqual([
      ['NAME', 'CLUSTER', 'ISTIOD', 'VERSION', 'SUBSCRIBED TYPES'],
      ['cart-0.shop', 'Kubernetes', expect.stringMatching(/^istiod-/), '1.30.3', '4 (CDS,LDS,EDS,RDS)'],
      ['edge-0.edge', 'Kubernetes', expect.stringMatching(/^istiod-/), '1.30.3', '5 (CDS,LDS,EDS,RDS,SDS)'],
    ]);
    for (const pod of ['cart-0.shop', 'edge-0.edge']) {
      expect(await passes(`proxy-status ${pod}`)).toMatch(
        /^Clusters Match\nListeners Match\nRoutes Match \(RDS last loaded at .*\)\n$/,
      );
      expect(await passes(`proxy-config diff ${pod} istiod`)).toBe('');
    }
  });

  test('a pod whose proxy no istiod knows', async () => {
    const lost = {namespace: 'shop', name: 'lost-0'};
    const containers = [{name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.30.3', args: ['proxy', 'sidecar']}];
    await at.mesh.apply({apiVersion: 'v1', kind: 'Pod', metadata: lost, spec: {containers}});
    await at.mesh.untilRunning(lost);
    const {stdout, exitCode} = await istioctl('proxy-status --disconnected');
    await at.mesh.cluster.delete({apiVersion: 'v1', kind: 'Pod'}, lost, {gracePeriodSeconds: 0});
    expect({stdout, exitCode}).toEqual({stdout: expect.stringContaining('lost-0'), exitCode: 1});
    expect(stdout).not.toContain('cart-0');
  });

  // #57789: asking istiod for the configuration of a gateway made it lose its certificates.
  test('a gateway keeps its certificates when it is looked at', async () => {
    const [served] = await certificateOf(at.mesh.edge.https);
    for (const line of [
      'proxy-status edge-0.edge',
      'proxy-config diff edge-0.edge istiod',
      'x internal-debug config_dump?proxyID=edge-0.edge',
      'wait --for=distributed VirtualService web.edge --proxy edge-0.edge',
      'proxy-status',
    ]) {
      await passes(line);
      expect((await certificateOf(at.mesh.edge.https))[0], line).toBe(served);
    }
    expect(await passes('proxy-config secret edge-0.edge')).toMatch(/^kubernetes:\/\/web-cert\s+Cert Chain\s+ACTIVE/m);
    const renewed = await at.mesh.renewCertificate();
    await eventually('the gateway serves the new certificate', async () =>
      isOf(renewed, (await certificateOf(at.mesh.edge.https))[1]),
    );
    expect(await passes('proxy-status edge-0.edge')).toContain('Listeners Match');
  });

  test.each([
    ['/pay', 'v2'],
    ['/pay/now?x=1', 'v2'],
    ['/', 'v1'],
  ])('trace says where the gateway sends %s', async (path, version) => {
    const {http} = at.mesh.edge;
    const host = `web.example:${http}`;
    const {body, status} = await sendThrough(http, {method: 'GET', path, headers: {host}});
    expect({body, status}).toEqual({body: version, status: 200});
    const trace: unknown = JSON.parse(await passes(`proxy-config trace edge-0.edge http://${host}${path} -o json`));
    expect(trace).toMatchObject({
      outcome: 'routed',
      branches: [
        {
          route: {origin: {kind: 'VirtualService', namespace: 'edge', name: 'web'}},
          destinations: [{cluster: `outbound|80|${version}|pay.example`}],
        },
      ],
    });
  });

  test('trace says what the gateway refuses', async () => {
    const {http} = at.mesh.edge;
    const {status} = await sendThrough(http, {method: 'GET', path: '/', headers: {host: 'other.example'}});
    const {stdout, exitCode} = await istioctl(`proxy-config trace edge-0.edge http://other.example:${http}/ -o json`);
    expect({status, exitCode}).toEqual({status: 404, exitCode: 1});
    expect(JSON.parse(stdout)).toMatchObject({outcome: 'refused', status: 404});
  });

  test('a push that changes nothing for a proxy is not waited for', async () => {
    const versions = async () => String(await at.mesh.cart.page('/config_dump?mask=version_info'));
    const before = await versions();
    // It leaves the clusters and listeners of both proxies as they are, and Envoy then keeps the old version of them.
    const metadata = {namespace: 'nowhere', name: 'telling'};
    await at.mesh.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'nowhere'}});
    await at.mesh.apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {hosts: ['nobody.example'], http: [{redirect: {uri: '/'}}]},
    });
    const line = 'wait --for=distributed VirtualService telling.nowhere --proxy cart-0.shop --proxy edge-0.edge';
    expect(await passes(`${line} --timeout 60s`)).toContain('2 proxies');
    expect(await versions()).toBe(before);
  });

  test('a change is waited for, and then found', async () => {
    const before = join(FOLDER, 'before.json');
    writeFileSync(before, await passes('proxy-config all edge-0.edge -o json'));
    await at.mesh.apply(at.mesh.virtualService('7s'));
    expect(await passes('wait --for=distributed VirtualService web.edge --timeout 60s')).toContain('2 proxies');
    expect(await passes('proxy-config route edge-0.edge -o json')).toContain('"timeout": "7s"');
    const {stdout, exitCode} = await istioctl(`proxy-config diff ${before} istiod`);
    expect({stdout, exitCode}).toEqual({
      stdout: expect.stringMatching(/^~ route http\.\d+ \/ vhost web\.example:\d+ \/ route\[0\]\.timeout: 3s -> 7s$/m),
      exitCode: 1,
    });
    await at.mesh.apply(at.mesh.virtualService('3s'));
    await passes('wait --for=distributed VirtualService web.edge --timeout 60s');
    expect(await passes(`proxy-config diff ${before} edge-0.edge`)).toBe('');
  });

  test('a proxy that does nothing is named, and waited for', async () => {
    at.mesh.edge.pause();
    try {
      await at.mesh.apply(at.mesh.virtualService('9s'));
      const wait = await istioctl('wait --for=distributed VirtualService web.edge --timeout 10s');
      expect(wait).toEqual({
        stdout: 'edge-0.edge: has not confirmed what it was sent\n',
        stderr: 'Error: VirtualService/edge/web has not reached all proxies within 10s\n',
        exitCode: 124,
      });
      const stale = await istioctl('proxy-status --stale');
      expect(stale).toMatchObject({stdout: expect.stringMatching(/^edge-0\.edge .* RDS STALE/m), exitCode: 1});
      expect(stale.stdout).not.toContain('cart-0');
      const routes = await istioctl('proxy-config route -A --proxy-timeout 5s -o name');
      expect(routes).toEqual({
        stdout: 'cart-0.shop\n',
        stderr: 'edge-0.edge: no answer within 5s\nError: 1 of 2 proxies could not be asked\n',
        exitCode: 80,
      });
      const diff = await istioctl('proxy-config diff edge-0.edge istiod --kubeclient-timeout 5s');
      expect(diff).toMatchObject({
        stdout: '',
        stderr: expect.stringContaining('port 15000 of pod edge/edge-0 did not send the answer within 5s'),
        exitCode: 80,
      });
    } finally {
      at.mesh.edge.goOn();
    }
    await passes('wait --for=distributed VirtualService web.edge --timeout 60s');
    expect(await passes('proxy-config route edge-0.edge -o json')).toContain('"timeout": "9s"');
    await at.mesh.apply(at.mesh.virtualService('3s'));
    await passes('wait --for=distributed VirtualService web.edge --timeout 60s');
  });

  test('kube-inject puts in what istiod puts in', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-0',
        namespace: 'shop',
        labels: {app: 'web'},
        // Whether a cluster can do without is known to istiod only.
        annotations: {'sidecar.istio.io/nativeSidecar': 'false', 'proxy.istio.io/config': 'concurrency: 3'},
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
    const file = join(FOLDER, 'pod.json');
    writeFileSync(file, JSON.stringify(pod));
    const {items}: {items: {status?: unknown}[]} = JSON.parse(await passes(`kube-inject -f ${file} -o json`));
    const [{status: _, ...injected} = {}] = items;
    expect(injected).toEqual(await injectedBy(at.mesh.istiod.ports[15017], pod));
  });

  test('both proxies in one list', async () => {
    const list: {items: {pod: string; kind: string}[]} = JSON.parse(await passes('proxy-config all -A -o json'));
    for (const pod of ['cart-0', 'edge-0']) {
      const kinds = new Set(list.items.filter((item) => item.pod === pod).map(({kind}) => kind));
      expect([pod, [...kinds]]).toEqual([pod, ['bootstrap', 'cluster', 'listener', 'route', 'secret', 'endpoint']]);
    }
    expect(await passes('proxy-config bootstrap -A -o csv')).toMatch(
      /^edge-0,edge,1\.30\.3,1\.40\.0\S*,Kubernetes,,cluster\.local,default,istiod\.istio-system\.svc:15012,/m,
    );
    const where = `origin="VirtualService edge/web"`;
    const routes = await istioctl(['proxy-config', 'route', '-A', '--where', where, '-o', 'ndjson']);
    expect(routes.stdout.trimEnd().split('\n').length).toBe(4);
  });

  test('certificates of the mesh', async () => {
    const {items}: {items: object[]} = JSON.parse(await passes('certs -A -o json'));
    expect(items).toMatchObject([
      {namespace: 'edge', name: 'web/web-cert', kind: 'gateway', chain: 'ok'},
      {namespace: 'edge', name: 'edge-0', kind: 'workload', chain: 'ok', trustDomain: 'cluster.local'},
      {namespace: 'istio-system', name: 'cacerts', kind: 'ca', chain: 'ok'},
      {namespace: 'shop', name: 'cart-0', kind: 'workload', chain: 'ok', trustDomain: 'cluster.local'},
    ]);
  });

  test('log levels of istiod', async () => {
    expect(await passes('admin log')).toMatch(/^ads\s+ads debugging\s+info\s+none$/m);
    await passes('admin log --level ads:debug');
    expect(await passes('admin log')).toMatch(/^ads\s+ads debugging\s+debug\s+none$/m);
    await passes('admin log --reset');
    expect(await passes('admin log')).toMatch(/^ads\s+ads debugging\s+info\s+none$/m);
  });

  test('objects that shape proxies, and the proxies that they reach', async () => {
    const limit = {namespace: 'shop', name: 'limit'};
    const selector = {matchLabels: {app: 'cart'}};
    await at.mesh.apply({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: limit,
      spec: {selector, action: 'DENY', rules: [{to: [{operation: {paths: ['/no']}}]}]},
    });
    await at.mesh.apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: limit,
      spec: {workloadSelector: {labels: {app: 'cart'}}, egress: [{hosts: ['*/*']}]},
    });
    await passes('wait --for=distributed authorizationpolicy/limit.shop');
    const rows = async (line: string): Promise<string[]> =>
      (await passes(line))
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.replaceAll(/\s{2,}/g, ' | '));
    expect(await rows('describe objects -A --where objectNamespace!=nowhere')).toEqual([
      'edge-0.edge | DestinationRule | pay | shop | 3 clusters',
      'edge-0.edge | Gateway | web | edge | the proxy, by its labels',
      'edge-0.edge | VirtualService | web | edge | 4 routes',
      'cart-0.shop | AuthorizationPolicy | limit | shop | 1 rule',
      'cart-0.shop | DestinationRule | pay | shop | 3 clusters',
      'cart-0.shop | Sidecar | limit | shop | the proxy, by its labels',
    ]);
    expect(await rows('describe proxies sidecar/limit.shop')).toEqual([
      'cart-0.shop | Sidecar | limit | shop | the proxy, by its labels',
    ]);
    expect(await rows('describe proxies dr/pay.shop')).toEqual([
      'edge-0.edge | DestinationRule | pay | shop | 3 clusters',
      'cart-0.shop | DestinationRule | pay | shop | 3 clusters',
    ]);
    const nobody = await istioctl('describe proxies vs/none.edge');
    expect(nobody).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('"none" not found in the "edge" namespace'),
    });
  });

  test('istiod writes nothing into what is installed but what manifest generate --for leaves out', async () => {
    const written = new Set<string>();
    for (const {metadata} of await installedWebhooks(at.mesh.cluster)) {
      const {managedFields = []} = metadata as {managedFields?: {manager?: string; fieldsV1?: object}[]};
      const byIstiod = managedFields.filter(({manager = ''}) => !['istio-operator', 'istioctl'].includes(manager));
      for (const [, name] of JSON.stringify(byIstiod).matchAll(/"f:(\w+)"/g)) written.add(String(name));
    }
    expect(written).toContain('caBundle');
    const parts = new Set(['webhooks', 'clientConfig', 'caBundle', 'failurePolicy']);
    expect([...written].filter((name) => !parts.has(name))).toEqual([]);
  });
});

async function installedWebhooks(cluster: ClusterReader): Promise<KubeObject[]> {
  const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
  const lists = kinds.map((kind) => cluster.list({apiVersion: 'admissionregistration.k8s.io/v1', kind}));
  return (await Promise.all(lists)).flat();
}
