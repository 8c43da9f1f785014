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

/** So many proxies of a mesh are asked for at a time. */
const AT_A_TIME = 4;

/** Asks a real istiod and the preview for each proxy of a mesh (Pods with the annotation `differential/proxy`), and compares the answers. */
export async function compareMesh(text: string, descriptors: Descriptors): Promise<Comparison> {
  const mesh = readMesh([{name: 'mesh.yaml', text}]);
  const pods = mesh.pods.filter((pod) => pod.annotations['differential/proxy'] && pod.alive);
  const istiod = await istiodOfObjects(withSecrets(text, mesh), descriptors);
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

async function compareProxy(istiod: IstiodOfObjects, mesh: Mesh, pod: Pod, result: Comparison): Promise<void> {
  const [preview, sent] = await Promise.all([previewOf(pod, mesh), sentTo(istiod, mesh, pod)]);
  result.notSimulated.push(...preview.notSimulated);
  const {context} = contextFor(pod, mesh);
  const sections = ['clusters', 'listeners', 'routes', 'endpoints'] as const;
  for (const section of sections) {
    const wanted = byName(sent[section]);
    const got = byName(preview.resources[section]);
    for (const name of new Set([...wanted.keys(), ...got.keys()])) {
      result.resources++;
      const what = firstDifference(wanted.get(name), got.get(name));
      if (
        what !== undefined &&
        !(section === 'endpoints' && isOfMainBranch(context, name, wanted.get(name), got.get(name)))
      )
        result.differences.push({proxy: `${pod.name}.${pod.namespace}`, section, name, what});
    }
  }
}

function byName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(
    list.map((one) => {
      const value = comparable(one) as {name?: string; clusterName?: string};
      return [value.name ?? value.clusterName ?? '', value];
    }),
  );
}
