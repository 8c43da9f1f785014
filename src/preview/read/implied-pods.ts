// SPDX-License-Identifier: Apache-2.0
import {isRecord} from '../../api/messages/decode.js';
import type {Pod} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {PodFields} from './kubernetes.js';
import {readPod} from './pods.js';

type Labels = Readonly<Record<string, string>>;

/** The metadata of a pod that is read by itself: the template's. */
interface Template {
  metadata?: {labels?: Labels; annotations?: Labels};
  spec?: PodFields['spec'];
}

const TLS_MODE = 'security.istio.io/tlsMode';
const INJECT = 'sidecar.istio.io/inject';

/**
 * Returns a pod for each workload whose pods are not written: files in a repository hold Deployments, and pods come later.
 * Whatever has a template of pods is such a workload. Its labels are those that the injector will leave.
 */
export function impliedPods(
  objects: readonly MeshObject[],
  written: readonly Pod[],
  namespaceLabels: (name: string) => Labels,
): Pod[] {
  const known = new Set(written.map(({namespace, workloadName}) => `${namespace}/${workloadName}`));
  return objects.flatMap((object) => {
    const template = templateOf(object.spec);
    if (!template || known.has(`${object.namespace}/${object.name}`)) return [];
    return [podOf(object, template, namespaceLabels(object.namespace))];
  });
}

/**
 * Returns pods that are not written as if they ran, with addresses that no network has. They come of the names, so that a
 * workload that is added does not change those of others.
 */
export function withAddresses(pods: readonly Pod[]): Pod[] {
  const taken = new Set<number>();
  const places = new Map<string, number>();
  for (const name of pods.map(({namespace, name: own}) => `${namespace}/${own}`).sort()) {
    let place = hashOf(name) % ADDRESSES;
    while (taken.has(place)) place = (place + 1) % ADDRESSES;
    taken.add(place);
    places.set(name, place);
  }
  return pods.map((pod) => {
    const place = places.get(`${pod.namespace}/${pod.name}`) ?? 0;
    const address = `198.${18 + (place >> 16)}.${(place >> 8) & 255}.${place & 255}`;
    return {...pod, addresses: [address], alive: true, ready: true};
  });
}

/** Of 198.18.0.0/15. */
const ADDRESSES = 1 << 17;

/** FNV-1a, in 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The template of a Deployment and the like, or that within the template of jobs of a CronJob. */
function templateOf(fields: unknown): Template | undefined {
  const spec = isRecord(fields) ? fields['spec'] : undefined;
  if (!isRecord(spec)) return undefined;
  if (isRecord(spec['jobTemplate'])) return templateOf(spec['jobTemplate']);
  const {template} = spec;
  return isRecord(template) && isRecord(template['spec']) && Array.isArray(template['spec']['containers'])
    ? template
    : undefined;
}

function podOf(object: MeshObject, {metadata = {}, spec = {}}: Template, ofNamespace: Labels): Pod {
  const labels = metadata.labels ?? {};
  const annotations = metadata.annotations ?? {};
  const injected = isInjected(labels, annotations, ofNamespace);
  const pod = readPod({
    kind: 'Pod',
    namespace: object.namespace,
    name: object.name,
    labels: {...(injected && {[TLS_MODE]: 'istio'}), ...labels},
    annotations,
    age: object.age,
    spec: {spec},
  });
  return {...pod, implied: true};
}

/** Whether istiod adds a proxy: by the pod's label, else its namespace's (istio.io, "Installing the Sidecar"). */
function isInjected(labels: Labels, annotations: Labels, ofNamespace: Labels): boolean {
  const said = labels[INJECT] ?? annotations[INJECT];
  if (said !== undefined) return said === 'true';
  const injection = ofNamespace['istio-injection'];
  if (injection !== undefined) return injection === 'enabled';
  return labels['istio.io/rev'] !== undefined || ofNamespace['istio.io/rev'] !== undefined;
}
