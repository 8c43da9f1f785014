// SPDX-License-Identifier: Apache-2.0
import {createServer, type Server} from 'node:http';
import type {ObjectToApply} from '../../src/io/kube/cluster.js';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {startControlPlane} from '../cluster/control-plane.js';
import {authority, type Certified, workload} from '../envoy-server/certificates.js';
import type {RunningEnvoy} from '../envoy-server/envoy.js';
import {freePorts} from '../envoy-server/ports.js';
import {eventually} from '../support/eventually.js';
import {portOf} from '../support/port.js';
import {istioctl, type Run} from '../support/run.js';
import {type ConnectedProxy, startConnectedEnvoy} from './connected-envoy.js';
import {type Istiod, istiodPorts, startIstiod} from './istiod.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

/** What injection labels pods with, so that others speak mutual TLS to them. */
const INJECTED = {'security.istio.io/tlsMode': 'istio'};

/** A real control plane of Istio over a real API server, and real Envoys that have their configuration from it. */
export interface MeshOfIstiod {
  cluster: ConnectedCluster;
  istiod: Istiod;
  /** The sidecar of cart-0 in shop. */
  cart: RunningEnvoy;
  /** The gateway edge-0 in edge, and the ports on which it takes requests for web.example. */
  edge: RunningEnvoy & {http: number; https: number};
  /** Authority of the mesh. */
  ca: Certified;
  /** Runs our program on this mesh. */
  istioctl(line: string | string[]): Promise<Run>;
  apply(object: object): Promise<void>;
  /** Waits until a pod has an address. */
  untilRunning(pod: {namespace: string; name: string}): Promise<void>;
  /** The gateway's VirtualService with that time limit for requests below /pay, which is 3s at first. */
  virtualService(timeout: string): object;
  /** Puts a new certificate into the Secret that the gateway serves; answers it. */
  renewCertificate(): Promise<Certified>;
  stop(): Promise<void>;
}

/**
 * Installs Istio with our own `install`, then runs an istiod in the place of the pod that it makes. In shop runs cart-0
 * with a sidecar, and two versions of the service pay, which are servers on this machine; in edge the gateway edge-0,
 * which sends what is below /pay to version 2 and all else to version 1.
 */
export async function startMeshOfIstiod(): Promise<MeshOfIstiod> {
  const plane = await startControlPlane({nodes: 1});
  const cluster = await connect({kubeconfig: plane.kubeconfig});
  const run = (line: string | string[]) => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 120_000});
  const apply = async (object: object): Promise<void> => {
    await cluster.apply(object as ObjectToApply, {fieldManager: 'test', force: true});
  };
  const ca = authority('mesh root');
  await apply(namespace('istio-system'));
  await apply(secret('istio-system', 'cacerts', authorityFiles(ca)));
  const ports = await istiodPorts();
  const pod = await installIstiod(run, cluster, ports);
  const istiod = await startIstiod({kubeconfig: plane.kubeconfig, pod, ports, authority: authorityFiles(ca)});
  const services = [await startService('v1'), await startService('v2')];
  const [http = 0, https = 0] = await freePorts(2);
  const renewCertificate = async (): Promise<Certified> => {
    const certificate = workload(authority('public'), {dns: ['web.example']});
    const files = {'tls.crt': certificate.certificate, 'tls.key': keyOf(certificate)};
    await apply({...secret('edge', 'web-cert', files), type: 'kubernetes.io/tls'});
    return certificate;
  };
  for (const object of resources({http, https, services: services.map(({port}) => port)})) await apply(object);
  await renewCertificate();
  const start = (role: ConnectedProxy['role'], name: string, at: string, app: string) =>
    startProxy(cluster, istiod, ca, {role, pod: name, namespace: at, labels: {app, ...INJECTED}});
  const cart = await start('sidecar', 'cart-0', 'shop', 'cart');
  const edge = await start('router', 'edge-0', 'edge', 'edge');
  return {
    cluster,
    istiod,
    cart,
    edge: {...edge, http, https},
    ca,
    istioctl: run,
    apply,
    untilRunning: async (key) => void (await addressOf(cluster, key)),
    virtualService,
    renewCertificate,
    stop: async () => {
      cluster.close();
      for (const {server} of services) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all([cart.stop(), edge.stop()]);
      await istiod.stop();
      await plane.stop();
    },
  };
}

/** Installs Istio without an istiod that runs; answers the name of the pod that stands for it. */
export async function installIstiod(
  run: MeshOfIstiod['istioctl'],
  cluster: ConnectedCluster,
  ports: Istiod['ports'],
): Promise<string> {
  const forwarded = Object.entries(ports).map(([pod, own]) => `${pod}=${own}`);
  // Istio's own statistics are a filter that the Envoy of our tests lacks.
  const set = [
    'profile=minimal',
    'values.telemetry.enabled=false',
    `values.pilot.podAnnotations.node\\.test/ports=${forwarded.join('\\,')}`,
  ];
  const installed = await run(`install -y --readiness-timeout 60s ${set.map((one) => `--set ${one}`).join(' ')}`);
  if (installed.exitCode !== 0) throw new Error(`the install failed:\n${installed.stderr}`);
  const [pod] = await cluster.list(POD, {namespace: 'istio-system', labelSelector: 'app=istiod'});
  if (!pod) throw new Error('the install made no pod of istiod');
  return pod.metadata.name;
}

async function startProxy(
  cluster: ConnectedCluster,
  istiod: Istiod,
  ca: Certified,
  proxy: Omit<ConnectedProxy, 'ip'>,
): Promise<RunningEnvoy> {
  const {namespace: at, pod: name, role, labels} = proxy;
  const container = {name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.30.3', args: ['proxy', role]};
  const object = {...POD, metadata: {namespace: at, name, labels}, spec: {containers: [container]}};
  await cluster.apply(object, {fieldManager: 'test'});
  const ip = await addressOf(cluster, {namespace: at, name});
  const envoy = await startConnectedEnvoy(istiod, ca, {...proxy, ip});
  await cluster.patch(POD, {namespace: at, name}, {metadata: {annotations: envoy.annotations}}, {type: 'merge'});
  return envoy;
}

async function addressOf(cluster: ConnectedCluster, key: {namespace: string; name: string}): Promise<string> {
  return eventually(`pod ${key.namespace}/${key.name} has an address`, async (saw) => {
    const status = (await cluster.get(POD, key))?.['status'];
    saw(status);
    return typeof status === 'object' && status !== null && 'podIP' in status && String(status.podIP);
  });
}

/** A server that says which version it is. */
async function startService(version: string): Promise<{server: Server; port: number}> {
  const server = createServer((_, response) => response.writeHead(200).end(version));
  return {server, port: await portOf(server)};
}

function namespace(name: string): object {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name}};
}

function secret(at: string, name: string, files: Record<string, string>): object {
  const data = Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  );
  return {apiVersion: 'v1', kind: 'Secret', metadata: {namespace: at, name}, data};
}

/** The private key, PEM. */
export function keyOf({key}: Certified): string {
  return String(key.export({type: 'pkcs8', format: 'pem'}));
}

/** The files of the Secret cacerts. */
export function authorityFiles(ca: Certified): Record<string, string> {
  const {certificate} = ca;
  return {
    'ca-cert.pem': certificate,
    'ca-key.pem': keyOf(ca),
    'root-cert.pem': certificate,
    'cert-chain.pem': certificate,
  };
}

const RBAC = 'rbac.authorization.k8s.io';

/** What users would write. */
function resources({http, https, services}: {http: number; https: number; services: number[]}): object[] {
  const server = (port: number, protocol: string, more: object = {}) => ({
    port: {number: port, name: protocol.toLowerCase(), protocol},
    hosts: ['web.example'],
    ...more,
  });
  const reader = {namespace: 'edge', name: 'secrets'};
  return [
    namespace('shop'),
    namespace('edge'),
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: reader,
      rules: [{apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list']}],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: reader,
      roleRef: {apiGroup: RBAC, kind: 'Role', name: 'secrets'},
      subjects: [{kind: 'ServiceAccount', name: 'default', namespace: 'edge'}],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {namespace: 'shop', name: 'cart'},
      spec: {selector: {app: 'cart'}, ports: [{name: 'http', port: 8080}]},
    },
    istio('ServiceEntry', 'shop', 'pay', {
      hosts: ['pay.example'],
      ports: [{number: 80, name: 'http', protocol: 'HTTP'}],
      resolution: 'STATIC',
      endpoints: services.map((port, i) => ({
        address: '127.0.0.1',
        ports: {http: port},
        labels: {version: `v${i + 1}`},
      })),
    }),
    istio('DestinationRule', 'shop', 'pay', {
      host: 'pay.example',
      subsets: ['v1', 'v2'].map((version) => ({name: version, labels: {version}})),
    }),
    istio('Gateway', 'edge', 'web', {
      selector: {app: 'edge'},
      servers: [server(http, 'HTTP'), server(https, 'HTTPS', {tls: {mode: 'SIMPLE', credentialName: 'web-cert'}})],
    }),
    virtualService('3s'),
  ];
}

function istio(kind: string, at: string, name: string, spec: object): object {
  return {apiVersion: 'networking.istio.io/v1', kind, metadata: {namespace: at, name}, spec};
}

function virtualService(timeout: string): object {
  const to = (subset: string) => [{destination: {host: 'pay.example', port: {number: 80}, subset}}];
  return istio('VirtualService', 'edge', 'web', {
    hosts: ['web.example'],
    gateways: ['edge/web'],
    http: [
      {name: 'pay', match: [{uri: {prefix: '/pay'}}], route: to('v2'), timeout},
      {name: 'rest', route: to('v1')},
    ],
  });
}
