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
import {type Sections, sentTo} from './sent.js';
import {isOfMainBranch} from './version.js';

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

const SECTIONS = ['clusters', 'listeners', 'routes', 'endpoints'] as const;

interface Comparing {
  istiod: IstiodOfObjects;
  mesh: Mesh;
  canonical: (resource: unknown) => string | undefined;
  result: Comparison;
}

/** So many proxies of a mesh are asked for at a time. */
const AT_A_TIME = 4;

/** Asks a real istiod and the preview for each proxy of a mesh (Pods with the annotation `differential/proxy`), and compares the answers. */
export async function compareMesh(text: string, descriptors: Descriptors): Promise<Comparison> {
  const mesh = readMesh([{name: 'mesh.yaml', text}]);
  const pods = mesh.pods.filter((pod) => pod.annotations['differential/proxy'] && pod.alive);
  const istiod = await istiodOfObjects(withSecrets(text, mesh), descriptors);
  const result: Comparison = {proxies: pods.length, resources: 0, differences: [], notSimulated: []};
  try {
    const comparing = {istiod, mesh, canonical: canonicalText(), result};
    const left = [...pods];
    const work = async (): Promise<void> => {
      for (let pod = left.shift(); pod; pod = left.shift()) await compareProxy(comparing, pod);
    };
    await Promise.all(Array.from({length: AT_A_TIME}, work));
  } finally {
    await istiod.stop();
  }
  result.notSimulated = [...new Set(result.notSimulated)];
  return result;
}

/** Returns a mesh with the Secrets of its Gateways: the preview takes them to exist; istiod wants to see them. */
export function withSecrets(text: string, mesh: Mesh): string {
  return [text, ...secrets(mesh)].join('\n---\n');
}

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

async function compareProxy({istiod, mesh, canonical, result}: Comparing, pod: Pod): Promise<void> {
  const [preview, sent] = await Promise.all([previewOf(pod, mesh), sentTo(istiod, mesh, pod)]);
  result.notSimulated.push(...preview.notSimulated);
  const {context} = contextFor(pod, mesh);
  const proxy = `${pod.name}.${pod.namespace}`;
  for (const section of SECTIONS) {
    const wanted = byName(sent[section]);
    const got = byName(preview.resources[section]);
    for (const name of new Set([...wanted.keys(), ...got.keys()])) {
      result.resources++;
      const [theirs, ours] = [wanted.get(name), got.get(name)].map(canonical);
      if (theirs === ours) continue;
      const [sentOne, previewed] = [theirs, ours].map((text): unknown =>
        text === undefined ? text : JSON.parse(text),
      );
      if (isOfMainBranch(context, name, sentOne, previewed)) continue;
      result.differences.push({proxy, section, name, what: firstDifference(sentOne, previewed) ?? 'order of fields'});
    }
  }
}

/** Resources by their names. */
function byName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(
    list.map((one) => {
      const {name, cluster_name, clusterName} = one as Readonly<Record<string, string>>;
      return [name ?? cluster_name ?? clusterName ?? '', one];
    }),
  );
}

/** Returns what makes the text of a resource in the form in which it is compared. Proxies have most of theirs in common. */
function canonicalText(): (resource: unknown) => string | undefined {
  const known = new Map<string, string>();
  return (resource) => {
    if (resource === undefined) return undefined;
    const text = JSON.stringify(resource);
    const canonical = known.get(text) ?? JSON.stringify(comparable(JSON.parse(text)));
    known.set(text, canonical);
    return canonical;
  };
}
