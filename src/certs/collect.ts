// SPDX-License-Identifier: Apache-2.0
import {readConfigDump} from '../envoy/dump/config-dump.js';
import {IstioctlError, isForbidden} from '../errors.js';
import {inParallel} from '../fleet/parallel.js';
import {type Proxy, proxyName} from '../fleet/proxy.js';
import type {AdminPage, ProxySource} from '../fleet/source.js';
import type {ClusterReader, KubeObject, ObjectKind} from '../io/kube/cluster.js';
import {readZtunnelDump} from '../ztunnel/dump.js';
import type {Holdings, Presented, Unread} from './holding.js';
import {
  authorityIn,
  CA_SECRETS,
  type Credential,
  credentialIn,
  gatewayApiCredentials,
  ISTIO_GATEWAY,
  istioCredentials,
  KUBERNETES_GATEWAY,
  ROOT_MAP,
  rootMapIn,
  webhooksIn,
} from './in-cluster.js';
import {inEnvoy, inZtunnel} from './in-proxy.js';

interface ProxyRequest {
  source: ProxySource;
  /** Undefined for all. */
  namespace: string | undefined;
  concurrency: number;
  /** Milliseconds for one proxy. */
  timeout: number;
}

export interface CollectRequest extends ProxyRequest {
  cluster: ClusterReader;
  /** Of istiod. */
  istioNamespace: string;
}

const SECRET = {apiVersion: 'v1', kind: 'Secret'};
const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const WEBHOOKS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
}));

/** Looks for certificates wherever a mesh has them. What cannot be read is listed, and keeps nothing else from being read. */
export async function collectCertificates(request: CollectRequest): Promise<Holdings> {
  const holdings: Holdings = {presented: [], trusting: [], meshRoots: [], unread: []};
  const proxies = await findProxies(request, holdings.unread);
  await readProxies(request, proxies, holdings);
  await readAuthority(request, holdings);
  await readRootMaps(request, proxies, holdings);
  await readCredentials(request, proxies, holdings);
  for (const kind of WEBHOOKS) {
    const found = await attempt(kind.kind, holdings.unread, () => request.cluster.list(kind));
    holdings.trusting.push(...(found ?? []).filter(isOfIstio).flatMap(webhooksIn));
  }
  return holdings;
}

/** The certificates of proxies alone, as when they were saved: nothing is known of what istiod and others hold. */
export async function certificatesOfProxies(request: ProxyRequest, proxies: readonly Proxy[]): Promise<Holdings> {
  const holdings: Holdings = {presented: [], trusting: [], meshRoots: [], unread: []};
  await readProxies(request, proxies, holdings);
  return holdings;
}

/** Answers what `read` does; a failure is noted instead. */
async function attempt<T>(what: string, unread: Unread[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    unread.push({what, reason: error.message});
    return undefined;
  }
}

/** The proxies of the namespace, and every ztunnel: it holds certificates for workloads of any namespace on its node. */
async function findProxies({source, namespace}: ProxyRequest, unread: Unread[]): Promise<Proxy[]> {
  const all = {targets: [], labels: undefined, roles: ['sidecar', 'gateway', 'waypoint', 'ztunnel'] as const};
  const own = await source.find({...all, namespace}).catch((error: unknown) => {
    // A cluster that does not even say what pods it has will say nothing else; what one may not see is noted.
    if (!isForbidden(error)) throw error;
    unread.push({what: 'proxies', reason: error.message});
    return [];
  });
  if (namespace === undefined) return own;
  const ztunnels = await attempt('ztunnels of other namespaces', unread, () =>
    source.find({...all, namespace: undefined, labels: 'app=ztunnel', roles: ['ztunnel']}),
  );
  return [...own, ...(ztunnels ?? []).filter((proxy) => proxy.namespace !== namespace)];
}

const ENVOY_SECRETS: AdminPage = {
  path: 'config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets',
  part: 'config_dump',
};
const ZTUNNEL_DUMP: AdminPage = {path: 'config_dump', part: 'config_dump'};

async function readProxies(request: ProxyRequest, proxies: readonly Proxy[], holdings: Holdings): Promise<void> {
  const read = async (proxy: Proxy): Promise<ReturnType<typeof inEnvoy>> => {
    if (proxy.problem !== undefined) throw new IstioctlError(proxy.problem);
    const isZtunnel = proxy.role === 'ztunnel';
    const text = await request.source.ask(proxy, isZtunnel ? ZTUNNEL_DUMP : ENVOY_SECRETS);
    if (!text) throw new IstioctlError('its certificates were not saved');
    return isZtunnel ? inZtunnel(readZtunnelDump(text).certificates, proxy) : inEnvoy(readConfigDump(text), proxy);
  };
  for await (const {item: proxy, outcome} of inParallel(proxies, read, request)) {
    if ('error' in outcome) holdings.unread.push({what: proxyName(proxy), reason: outcome.error.message});
    if (!('result' in outcome)) continue;
    const {presented, trusting, unread} = outcome.result;
    holdings.unread.push(...unread);
    const isMeant = ({namespace}: Presented) => request.namespace === undefined || namespace === request.namespace;
    holdings.presented.push(...presented.filter(isMeant));
    holdings.trusting.push(...trusting);
  }
}

async function readAuthority({cluster, istioNamespace}: CollectRequest, holdings: Holdings): Promise<void> {
  for (const name of CA_SECRETS) {
    const what = `Secret ${istioNamespace}/${name}`;
    const secret = await attempt(what, holdings.unread, () => cluster.get(SECRET, {namespace: istioNamespace, name}));
    if (!secret) continue;
    const {presented, roots} = authorityIn(secret);
    holdings.presented.push(presented);
    holdings.meshRoots = roots;
    return;
  }
  // Who may not read Secrets, or lets another authority sign, learns the root from what istiod tells its own namespace.
  const what = `ConfigMap ${istioNamespace}/${ROOT_MAP}`;
  const map = await attempt(what, holdings.unread, () =>
    cluster.get(CONFIG_MAP, {namespace: istioNamespace, name: ROOT_MAP}),
  );
  if (map) holdings.meshRoots = rootMapIn(map).roots;
}

async function readRootMaps(
  {cluster, namespace}: CollectRequest,
  proxies: readonly Proxy[],
  {trusting, unread}: Holdings,
): Promise<void> {
  const options = {namespace, fieldSelector: `metadata.name=${ROOT_MAP}`};
  const maps = await attempt(`ConfigMaps ${ROOT_MAP}`, unread, () => cluster.list(CONFIG_MAP, options));
  trusting.push(...(maps ?? []).map(rootMapIn));
  // Where none has it, the root is told in another way.
  if (!maps || maps.length === 0) return;
  const told = new Set(maps.map(({metadata}) => metadata.namespace));
  const needy = new Set(proxies.filter(({role}) => role !== 'ztunnel').map((proxy) => proxy.namespace));
  for (const untold of [...needy].filter((each) => !told.has(each))) {
    const place = {namespace: untold, name: ROOT_MAP, kind: 'root'} as const;
    const missing = 'there is no such ConfigMap: new pods with a proxy do not start';
    trusting.push({...place, roots: [], bundles: new Map(), unreadable: 0, missing});
  }
}

async function readCredentials(
  request: CollectRequest,
  proxies: readonly Proxy[],
  {presented, unread}: Holdings,
): Promise<void> {
  const {cluster, namespace} = request;
  const gatewaysOf = (kind: ObjectKind) =>
    attempt(`${kind.kind}s of ${kind.apiVersion}`, unread, () => cluster.list(kind, {namespace}));
  const gateways = (await gatewaysOf(ISTIO_GATEWAY)) ?? [];
  const pods = gateways.length === 0 ? proxies : await gatewayPods(request, proxies, unread);
  const credentials = [
    // Where the pods may be is not known when they may not be listed.
    ...(pods ? gateways.flatMap((gateway) => istioCredentials(gateway, namespacesOfPods(gateway, pods))) : []),
    ...((await gatewaysOf(KUBERNETES_GATEWAY)) ?? []).flatMap(gatewayApiCredentials),
  ];
  const served: Presented[] = [];
  for (const credential of unique(credentials)) {
    const {namespace: at, secret} = credential;
    // A failure that is noted is no Secret that is missing.
    const read = await attempt(`Secret ${at}/${secret}`, unread, async () => ({
      object: await cluster.get(SECRET, {namespace: at, name: secret}),
    }));
    if (read) served.push(credentialIn(credential, read.object));
  }
  // What was read from Secrets need not be told again for every pod that serves it.
  const known = new Set(served.map(({note}) => note));
  const others = presented.filter(({kind, note}) => kind !== 'gateway' || !known.has(note));
  presented.splice(0, presented.length, ...others, ...served);
}

/** The pods that may serve the Gateways of a namespace: they read their Secrets in their own, which may be another. */
async function gatewayPods(
  {source, namespace}: ProxyRequest,
  proxies: readonly Proxy[],
  unread: Unread[],
): Promise<readonly Proxy[] | undefined> {
  if (namespace === undefined) return proxies;
  return attempt('gateways of other namespaces', unread, () =>
    source.find({targets: [], labels: undefined, namespace: undefined, roles: ['gateway', 'waypoint', 'sidecar']}),
  );
}

function unique(credentials: readonly Credential[]): Credential[] {
  return [...new Map(credentials.map((each) => [`${each.namespace}/${each.gateway}/${each.secret}`, each])).values()];
}

/** Namespaces in which pods do what an Istio Gateway says. */
function namespacesOfPods(gateway: KubeObject, proxies: readonly Proxy[]): string[] {
  const {spec} = gateway;
  const selector = typeof spec === 'object' && spec !== null && 'selector' in spec ? spec.selector : undefined;
  const wanted = Object.entries(typeof selector === 'object' && selector !== null ? selector : {});
  if (wanted.length === 0) return [];
  const pods = proxies.filter(({labels}) => wanted.every(([key, value]) => labels[key] === value));
  return [...new Set(pods.map(({namespace}) => namespace))].sort();
}

function isOfIstio({metadata: {name, labels = {}}}: KubeObject): boolean {
  return name.startsWith('istio') || Object.hasOwn(labels, 'istio.io/rev');
}
