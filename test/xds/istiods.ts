// SPDX-License-Identifier: Apache-2.0
import {createConnection, createServer, type Socket} from 'node:net';
import {VERSIONS_PAGE} from '../../src/xds/proxy-versions.js';
import {authority, workload} from '../envoy-server/certificates.js';
import {
  clientConfig,
  type FakeIstiod,
  identifierOf,
  type Reply,
  startFakeIstiod,
  startPages,
} from '../istiod/fake-istiod.js';
import {startTestMesh, type TestMesh} from '../istiod/mesh.js';
import {eventually} from '../support/eventually.js';
import {portOf} from '../support/port.js';
import {istioctl, type Run} from '../support/run.js';

export const CDS = 'envoy.config.cluster.v3.Cluster';
const LDS = 'envoy.config.listener.v3.Listener';
const NOWHERE = 1;
const REV = 'istio.io/rev';

/** The authority of the mesh. */
export const root = authority('mesh');
const TLS = {server: workload(root, {dns: ['istiod.istio-system.svc']})};

const injected = (revision: string) => ({'sidecar.istio.io/status': JSON.stringify({revision})});

const VIRTUAL_SERVICE = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'virtualservices.networking.istio.io'},
  spec: {
    group: 'networking.istio.io',
    scope: 'Namespaced',
    names: {plural: 'virtualservices', singular: 'virtualservice', kind: 'VirtualService', shortNames: ['vs']},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
      },
    ],
  },
};

/** Istiods in namespaces `one`, `two`, `half` (one of them is dead), `dead` `canary` and `deaf`, and proxies in `shop`. */
export interface Istiods {
  mesh: TestMesh;
  /** What the istiod `a` of every namespace answers; tests change it. */
  reply(typeUrl: string, names: string[]): Reply;
  /** What it answers at first: `web-1` has everything, `old-1` is stale. */
  proxies(): Reply;
  /** Lets the istiod of the namespace `deaf`, which answers as all others, receive nothing more on its open connections. */
  deafen(): void;
  /** Runs the program; ages, the random name of `old-1` and the widths of columns are evened out. */
  run(words: string): Promise<Run>;
  stop(): Promise<void>;
}

export async function startIstiods(): Promise<Istiods> {
  const mesh = await startTestMesh();
  const running: {stop(): void}[] = [];
  await mesh.add(VIRTUAL_SERVICE);
  const old = await addWorkloads(mesh, running);
  const proxies = (): Reply => {
    const stale = clientConfig(`${old}.shop`, {[CDS]: 'STALE'}, '1.29.4');
    return {resources: [clientConfig('web-1.shop', {[CDS]: 'SYNCED'}), stale]};
  };
  const istiods: Istiods = {
    mesh,
    reply: proxies,
    proxies,
    deafen: () => {},
    run: (words) => run(mesh, old, words),
    async stop() {
      for (const each of running) each.stop();
      await mesh.stop();
    },
  };
  await addIstiods(istiods, old, running);
  return istiods;
}

async function addIstiods(istiods: Istiods, old: string, running: {stop(): void}[]): Promise<void> {
  const {mesh, proxies} = istiods;
  const xds = async (id: string, answer: Istiods['reply']): Promise<FakeIstiod> => {
    const started = await startFakeIstiod({
      identifier: identifierOf(id),
      tls: TLS,
      reply: ({typeUrl, resourceNames}) => answer(typeUrl, resourceNames),
    });
    running.push(started);
    return started;
  };
  const asked = await xds('istiod-a', (typeUrl, names) => istiods.reply(typeUrl, names));
  const other = await xds('istiod-b', () => ({resources: [clientConfig('api-1.shop', {[LDS]: 'SYNCED'})]}));
  const plain = await startFakeIstiod({identifier: identifierOf('istiod-p'), reply: proxies});
  const strict = await startFakeIstiod({
    tls: {...TLS, clients: root},
    reply: () => ({resources: [clientConfig('web-1.shop', {[CDS]: 'SYNCED'})]}),
  });
  running.push(plain, strict);
  const syncz = JSON.stringify([
    {proxy: 'web-1.shop', proxy_type: 'sidecar', istio_version: '1.30.3'},
    {proxy: `${old}.shop`, proxy_type: 'router', istio_version: '1.29.4'},
  ]);
  const oneWay = await startOneWay(asked.port);
  istiods.deafen = oneWay.deafen;
  running.push(oneWay);
  const pages = await startPages({'/version': '1.30.3-abc-Clean', '/debug/syncz': syncz});
  const next = await startPages({'/version': '1.31.0-def-dirty-Modified', '/debug/syncz': '[]'});
  running.push(pages, next);
  const istiod = (namespace: string, name: string, revision: string, ports: Record<number, number>) =>
    mesh.addPod({namespace, name, labels: {app: 'istiod', istio: 'pilot', [REV]: revision}, ports});
  await istiod('one', 'istiod-a', 'default', {
    15012: asked.port,
    15014: pages.port,
    15010: plain.port,
    15011: strict.port,
  });
  await istiod('deaf', 'istiod-a', 'default', {15012: oneWay.port});
  await istiod('two', 'istiod-a', 'default', {15012: asked.port, 15014: pages.port});
  await istiod('two', 'istiod-b', 'default', {15012: other.port, 15014: next.port});
  await istiod('half', 'istiod-a', 'default', {15012: asked.port, 15014: pages.port});
  await istiod('half', 'istiod-dead', 'default', {15012: NOWHERE, 15014: NOWHERE});
  await istiod('dead', 'istiod-dead', 'default', {15012: NOWHERE, 15014: NOWHERE});
  await istiod('canary', 'istiod-a', 'default', {15012: asked.port, 15014: pages.port});
  await istiod('canary', 'istiod-c', 'canary', {15012: other.port, 15014: next.port});
}

/** Passes bytes between clients and a port of this machine; after `deafen`, open connections pass none to the port. */
async function startOneWay(target: number): Promise<{port: number; deafen(): void; stop(): void}> {
  const open = new Map<Socket, Socket>();
  const server = createServer((client) => {
    const inner = createConnection(target, '127.0.0.1');
    open.set(client, inner);
    const end = () => {
      open.delete(client);
      client.destroy();
      inner.destroy();
    };
    for (const socket of [client, inner]) socket.on('error', end).on('close', end);
    client.pipe(inner);
    inner.pipe(client);
  });
  return {
    port: await portOf(server),
    deafen: () => {
      for (const [client, inner] of open) client.unpipe(inner).resume();
    },
    stop: () => {
      for (const client of open.keys()) client.destroy();
      server.close();
    },
  };
}

/** A Deployment `old`, the name of whose pod is answered, a StatefulSet `lost` and pods of their own. */
async function addWorkloads(mesh: TestMesh, running: {stop(): void}[]): Promise<string> {
  const pod = {namespace: 'shop', annotations: injected('default')};
  const admin = await startPages({
    [`/${VERSIONS_PAGE}`]: JSON.stringify({stats: [{name: 'cluster_manager.cds.version_text', value: 't/2'}]}),
  });
  running.push(admin);
  await mesh.addPod({...pod, name: 'web-1', proxyImage: 'hub/proxyv2:1.30.3', ports: {15000: admin.port}});
  await mesh.addPod({...pod, name: 'gone-1', annotations: injected('gone'), proxyImage: 'hub:5000/proxyv2'});
  await mesh.addPod({namespace: 'shop', name: 'plain-1'});
  const workloadOf = (kind: string, name: string, image: string) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: {namespace: 'shop', name},
    spec: {
      selector: {matchLabels: {app: name}},
      ...(kind === 'StatefulSet' && {serviceName: name}),
      template: {
        metadata: {labels: {app: name}, annotations: pod.annotations},
        spec: {containers: [{name: 'istio-proxy', image}]},
      },
    },
  });
  await mesh.add(workloadOf('StatefulSet', 'lost', 'hub/proxyv2:1.28.0-distroless'));
  await mesh.add(workloadOf('Deployment', 'old', 'hub/proxyv2:1.30.3'));
  await readyPodOf(mesh, 'lost');
  return readyPodOf(mesh, 'old');
}

async function readyPodOf(mesh: TestMesh, app: string): Promise<string> {
  const options = {namespace: 'shop', labelSelector: `app=${app}`};
  return eventually(`a pod of ${app} is ready`, async (saw) => {
    const pods = await mesh.cluster.list({apiVersion: 'v1', kind: 'Pod'}, options);
    saw(pods);
    return pods.find(({status}) => JSON.stringify(status ?? {}).includes('"ready":true'))?.metadata.name;
  });
}

async function run(mesh: TestMesh, old: string, words: string): Promise<Run> {
  const {stdout, ...rest} = await istioctl(words, {env: {KUBECONFIG: mesh.plane.kubeconfig}});
  // Ages and the names of pods are others each time, and with them the width of columns.
  const text = stdout.replace(/ \(\d+[dyhms]\w*\)/g, '').replaceAll(old, 'old-1');
  return {...rest, stdout: text.replace(/(?<=\S) {2,}/g, '  ')};
}
