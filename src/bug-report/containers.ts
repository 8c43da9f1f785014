// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {getIn, isTree, type Tree, textIn} from '../manifest/input/tree.js';
import type {ContainerFacts} from './selection.js';

export type Role = 'proxy' | 'ztunnel' | 'istiod' | 'cni';

/** A container of the mesh, and the part that it plays. */
export interface MeshContainer extends ContainerFacts {
  role: Role;
  revision: string;
  /** Tag of its image, empty where that has none. */
  tag: string;
  /** It was started anew since its pod is there, so that there is a log before this one. */
  restarted: boolean;
  /** It runs now. */
  running: boolean;
}

/** The containers of the mesh among the pods, by namespace, deployment, pod and name. */
export function meshContainers(pods: readonly KubeObject[], replicaSets: readonly KubeObject[]): MeshContainer[] {
  const deployments = new Map(
    replicaSets.map((set) => [`${set.metadata.namespace ?? ''}/${set.metadata.name}`, ownerOf(set, 'Deployment')]),
  );
  return pods.flatMap((pod) => containersOf(pod, deployments)).sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

/** Where istiod serves its pages when its pod does not say otherwise. */
export const MONITORING_PORT = 15014;

/** The port of istiod's pages, as its pod says, else the usual one. */
export function monitoringPort({annotations}: MeshContainer): number {
  return Number(annotations['prometheus.io/port']) || MONITORING_PORT;
}

/** `namespace/deployment/pod/container`, as the report names a container. */
export function pathOf({namespace, deployment, pod, container}: ContainerFacts): string {
  return [namespace, deployment, pod, container].join('/');
}

function containersOf(pod: KubeObject, deployments: ReadonlyMap<string, string | undefined>): MeshContainer[] {
  const {namespace = '', name, labels = {}, annotations = {}} = pod.metadata;
  const set = ownerOf(pod, 'ReplicaSet');
  const deployment = (set !== undefined && deployments.get(`${namespace}/${set}`)) || '';
  // Since Kubernetes 1.29 a sidecar may be an init container that goes on running.
  return ['containers', 'initContainers'].flatMap((field) =>
    treesIn(pod, ['spec', field]).flatMap((container): MeshContainer[] => {
      const named = textIn(container, ['name']) ?? '';
      const role = roleOf(named, labels);
      if (role === undefined) return [];
      const status = ['containerStatuses', 'initContainerStatuses']
        .flatMap((statuses) => treesIn(pod, ['status', statuses]))
        .find((each) => each['name'] === named);
      const facts = {namespace, deployment, pod: name, container: named, labels, annotations};
      return [
        {
          ...facts,
          role,
          revision: labels['istio.io/rev'] ?? annotations['istio.io/rev'] ?? 'default',
          tag: tagOf(textIn(container, ['image']) ?? ''),
          restarted: Number(getIn(status, ['restartCount']) ?? 0) > 0,
          running: isTree(getIn(status, ['state', 'running'])),
        },
      ];
    }),
  );
}

/** What follows the last colon that is no port's; a digest is no tag. */
function tagOf(image: string): string {
  const [name = ''] = image.split('@');
  return /:([^:/]+)$/.exec(name)?.[1] ?? '';
}

function roleOf(container: string, labels: Readonly<Record<string, string>>): Role | undefined {
  if (container === 'discovery' && labels['app'] === 'istiod') return 'istiod';
  if (container === 'install-cni') return 'cni';
  if (container !== 'istio-proxy') return undefined;
  return labels['app'] === 'ztunnel' ? 'ztunnel' : 'proxy';
}

function ownerOf(object: KubeObject, kind: string): string | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.kind === kind)?.name;
}

function treesIn(value: unknown, path: readonly string[]): Tree[] {
  const found = getIn(value, path);
  return Array.isArray(found) ? found.filter(isTree) : [];
}
