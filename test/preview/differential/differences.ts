// SPDX-License-Identifier: Apache-2.0
import type {Descriptors} from '../../../src/envoy/proto/descriptors.js';
import type {Mesh, Pod} from '../../../src/preview/model/mesh.js';
import {contextFor} from '../../../src/preview/read/context.js';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {previewOf} from '../../../src/preview/resources.js';
import {authority} from '../../envoy-server/certificates.js';
import {type IstiodOfObjects, istiodOfObjects} from '../../istiod/istiod-of-objects.js';
import {comparable} from '../comparable.js';
import {firstDifference} from './first-difference.js';

/** A resource of a proxy that istiod and the preview do not agree on. */
export interface Difference {
  /** `POD.NAMESPACE`. */
  proxy: string;
  section: keyof Sections;
  /** Name of the resource. */
  name: string;
  /** The first field that differs, with the value of istiod and that of the preview. */
  what: string;
}

export interface Comparison {
  /** Number of proxies and of resources that were compared. */
  proxies: number;
  resources: number;
  differences: Difference[];
  /** What the preview says that it does not simulate, each once. */
  notSimulated: string[];
}

interface Sections {
  clusters: unknown[];
  listeners: unknown[];
  routes: unknown[];
  endpoints: unknown[];
}

const CLUSTER = 'envoy.config.cluster.v3.Cluster';
const LISTENER = 'envoy.config.listener.v3.Listener';
const ROUTES = 'envoy.config.route.v3.RouteConfiguration';
const ENDPOINTS = 'envoy.config.endpoint.v3.ClusterLoadAssignment';

/** So many proxies of a mesh are asked for at a time. */
const AT_A_TIME = 4;

/** Asks a real istiod and the preview for each proxy of a mesh (Pods with the annotation `differential/proxy`), and compares the answers. */
export async function compareMesh(text: string, descriptors: Descriptors): Promise<Comparison> {
  const mesh = readMesh([{name: 'mesh.yaml', text}]);
  const pods = mesh.pods.filter((pod) => pod.annotations['differential/proxy'] && pod.alive);
  const istiod = await istiodOfObjects([text, ...secrets(mesh)].join('\n---\n'), descriptors);
  const result: Comparison = {proxies: pods.length, resources: 0, differences: [], notSimulated: []};
  try {
    const left = [...pods];
    const work = async (): Promise<void> => {
      for (let pod = left.shift(); pod; pod = left.shift()) await compareProxy(istiod, mesh, pod, result);
    };
    await Promise.all(Array.from({length: AT_A_TIME}, work));
  } finally {
    await istiod.stop();
  }
  result.notSimulated = [...new Set(result.notSimulated)];
  return result;
}

/** The preview takes the Secrets of Gateways to exist; istiod wants to see them. */
function secrets(mesh: Mesh): string[] {
  const {certificate, key} = authority('mesh');
  const base64 = (value: string): string => Buffer.from(value).toString('base64');
  const pem = String(key.export({type: 'pkcs8', format: 'pem'}));
  const data = {'tls.crt': base64(certificate), 'tls.key': base64(pem)};
  const gateways = mesh.gatewayApi.get('Gateway') ?? [];
  return gateways.map(({namespace}) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 'cert', namespace},
      type: 'kubernetes.io/tls',
      data,
    }),
  );
}

async function compareProxy(istiod: IstiodOfObjects, mesh: Mesh, pod: Pod, result: Comparison): Promise<void> {
  const [preview, sent] = await Promise.all([previewOf(pod, mesh), sentTo(istiod, mesh, pod)]);
  result.notSimulated.push(...preview.notSimulated);
  const sections = ['clusters', 'listeners', 'routes', 'endpoints'] as const;
  for (const section of sections) {
    const wanted = byName(sent[section]);
    const got = byName(preview.resources[section]);
    for (const name of new Set([...wanted.keys(), ...got.keys()])) {
      result.resources++;
      const what = firstDifference(wanted.get(name), got.get(name));
      if (what !== undefined && !isExplained(name, what))
        result.differences.push({proxy: `${pod.name}.${pod.namespace}`, section, name, what});
    }
  }
}

async function sentTo(istiod: IstiodOfObjects, mesh: Mesh, pod: Pod): Promise<Sections> {
  const {proxy} = contextFor(pod, mesh).context;
  const asking = {...proxy, address: proxy.addresses[0] ?? '', trustDomain: mesh.settings.trustDomain};
  const [clusters, listeners] = await Promise.all([
    istiod.resources(asking, CLUSTER),
    istiod.resources(asking, LISTENER),
  ]);
  const assigned = clusters.flatMap((cluster) => endpointName(cluster) ?? []);
  const routes = [
    ...new Set([...JSON.stringify(listeners).matchAll(/"routeConfigName":"([^"]*)"/g)].map(([, name]) => name ?? '')),
  ];
  const named = (type: string, names: string[]) => (names.length > 0 ? istiod.resources(asking, type, names) : []);
  return {clusters, listeners, endpoints: await named(ENDPOINTS, assigned), routes: await named(ROUTES, routes)};
}

/**
 * The istiod of the tests is of the main branch: there the TLS mode of a DestinationRule also holds for subsets with a
 * policy of their own, when it looks which endpoints take mutual TLS (package pilot/pkg/xds/endpoints).
 */
function isExplained(name: string, what: string): boolean {
  const passesTls = name.startsWith('outbound_.');
  const subset = name.split(passesTls ? '_.' : '|')[2] ?? '';
  if (subset === '') return false;
  if (passesTls) return /lbEndpoints: istiod nothing, preview \[/.test(what);
  return what.endsWith('transportSocketMatch: istiod nothing, preview {"tlsMode":"istio"}');
}

function endpointName(cluster: object): string | undefined {
  const {type, name, edsClusterConfig} = cluster as {
    type?: string;
    name?: string;
    edsClusterConfig?: {serviceName?: string};
  };
  return type === 'EDS' ? (edsClusterConfig?.serviceName ?? name) : undefined;
}

function byName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(
    list.map((one) => {
      const value = comparable(one) as {name?: string; clusterName?: string};
      return [value.name ?? value.clusterName ?? '', value];
    }),
  );
}
