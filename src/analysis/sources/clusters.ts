// SPDX-License-Identifier: Apache-2.0

import {IstioctlError} from '../../errors.js';
import type {Cluster} from '../../io/kube/cluster.js';
import type {KindName, Resource} from '../model/resource.js';
import {fullName} from '../model/resource.js';
import {type AnalyzedCluster, type ClusterContent, type ClusterRequest, PRIMARY, readCluster} from './cluster.js';

/** A further cluster of the mesh. */
export interface RemoteCluster {
  id: string;
  open(): Promise<AnalyzedCluster & Pick<Cluster, 'close'>>;
}

export interface MeshRequest extends Omit<ClusterRequest, 'id'> {
  primary: AnalyzedCluster;
  remotes: readonly RemoteCluster[];
}

export interface MeshContent extends ClusterContent {
  /** There is more than one cluster. */
  several: boolean;
  /** Kinds that some remote cluster did not let be read; there may be more of them. */
  partial: ReadonlySet<KindName>;
}

/** Of remote clusters these say nothing about the mesh. */
const PRIMARY_ONLY: readonly KindName[] = [
  'ConfigMap',
  'Deployment',
  'NetworkPolicy',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/**
 * Everything of the wanted kinds in the clusters of a mesh (spec §1.8): workloads of each, configuration of all as if
 * it stood in the first. A remote cluster that cannot be read is left out and is a problem; that of the control plane
 * throws.
 */
export async function readMesh({primary, remotes, ...request}: MeshRequest): Promise<MeshContent> {
  const several = remotes.length > 0;
  const remoteKinds = new Set([...request.kinds].filter((kind) => !PRIMARY_ONLY.includes(kind)));
  const [first, ...others] = await Promise.all([
    readCluster(primary, {...request, ...(several && {id: PRIMARY})}),
    ...remotes.map((remote) => readRemote(remote, {...request, kinds: remoteKinds})),
  ]);
  const contents = [first, ...others];
  const resources = contents.flatMap((content) => content.resources);
  const partial = others.flatMap(({unread}) => unread.map(({kind}) => kind));
  return {
    resources: several ? sharedPortsSorted(resources) : resources,
    meshMap: contents.findLast(({meshMap}) => meshMap !== undefined)?.meshMap,
    unread: first.unread,
    problems: contents.flatMap(({problems}) => problems.toSorted()),
    several,
    partial: new Set(partial),
  };
}

/** What is known, with what was read anew of these kinds in its place. */
export function withFresh(known: MeshContent, fresh: MeshContent, kinds: ReadonlySet<KindName>): MeshContent {
  return {
    ...fresh,
    resources: [...known.resources.filter(({kindName}) => !kinds.has(kindName)), ...fresh.resources],
    unread: [...known.unread.filter(({kind}) => !kinds.has(kind)), ...fresh.unread],
    partial: new Set([...[...known.partial].filter((kind) => !kinds.has(kind)), ...fresh.partial]),
  };
}

async function readRemote({id, open}: RemoteCluster, request: ClusterRequest): Promise<ClusterContent> {
  try {
    const cluster = await open();
    try {
      const content = await readCluster(cluster, {...request, id});
      const unread = content.unread.map(({kind, text}) => `${kind} is left out: ${text}`);
      return {...content, problems: [...content.problems, ...unread].map((text) => `cluster ${id}: ${text}`)};
    } finally {
      cluster.close();
    }
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    const problems = [`cluster ${id} is left out: ${error.message}`];
    const text = error.message;
    const unread = [...request.kinds].map((kind) => ({kind, reason: 'unreachable' as const, text}));
    return {resources: [], meshMap: undefined, unread, problems};
  }
}

/** A service that several clusters have shows its ports by name, whichever of them is asked (spec §1.8). */
function sharedPortsSorted(resources: readonly Resource[]): Resource[] {
  const times = new Map<string, number>();
  const services = resources.filter((resource) => isService(resource));
  for (const service of services) times.set(fullName(service), (times.get(fullName(service)) ?? 0) + 1);
  return resources.map((resource) => {
    if (!isService(resource) || times.get(fullName(resource)) === 1) return resource;
    const ports = resource.spec.ports?.toSorted(({name: a = ''}, {name: b = ''}) => (a < b ? -1 : Number(a > b)));
    return {...resource, spec: {...resource.spec, ...(ports && {ports})}};
  });
}

function isService(resource: Resource): resource is Resource<'Service'> {
  return resource.kindName === 'Service';
}
