// SPDX-License-Identifier: Apache-2.0
import {DecodeError} from '../../api/messages/decode-error.js';
import {IstioctlError, isForbidden} from '../../errors.js';
import type {Cluster, KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import {type KindInfo, kinds} from '../model/kinds.js';
import type {KindName, Resource} from '../model/resource.js';
import {type Reading, readingOf} from './cluster-reading.js';
import {inParallel} from './in-parallel.js';
import {resourceOf} from './object.js';

/** What it takes to analyze a cluster. */
export type AnalyzedCluster = Pick<Cluster, 'get' | 'serves' | 'pages'>;

export interface ClusterRequest {
  /** Kinds that are wanted. */
  kinds: ReadonlySet<KindName>;
  /** Only resources of this revision, or of none, count; empty for those of all. */
  revision: string;
  istioNamespace: string;
  /** Which of several clusters it is; left out where it is the only one. */
  id?: string;
  /** Ends the reading; kinds that were not read whole by then count as unread. */
  signal?: AbortSignal | undefined;
}

export interface ClusterContent {
  resources: Resource[];
  /** The ConfigMap in which the mesh describes itself. */
  meshMap: Resource<'ConfigMap'> | undefined;
  /** Kinds that could not be read, and why: no right to, or no time left. */
  unread: UnreadKind[];
  /** Objects that are not what their kind says. */
  problems: string[];
}

export interface UnreadKind {
  kind: KindName;
  reason: 'forbidden' | 'no time' | 'unreachable';
  /** What the server said. */
  text: string;
}

/** The id of the cluster whose control plane is asked. */
export const PRIMARY = 'default';

/** Lists that are read at a time; each holds a page in memory. */
const LISTS = 8;

const MESH_MAP = 'istio';

/**
 * Everything of the wanted kinds in a cluster (spec §1.7), with as little in memory as analyzers need. A kind whose
 * definition is not installed has no resources. Throws the error of the cluster where it cannot be reached.
 */
export async function readCluster(cluster: AnalyzedCluster, request: ClusterRequest): Promise<ClusterContent> {
  const content: ClusterContent = {resources: [], meshMap: undefined, unread: [], problems: []};
  const wanted = kinds.filter(({name}) => request.kinds.has(name));
  const [byKind] = await Promise.all([
    inParallel(wanted, LISTS, (info) => readKind(cluster, info, request, content)),
    readMeshMap(cluster, request, content),
  ]);
  content.resources = byKind.flat();
  return content;
}

async function readKind(
  cluster: AnalyzedCluster,
  info: KindInfo,
  request: ClusterRequest,
  content: ClusterContent,
): Promise<Resource[]> {
  try {
    return await within(request.signal, resourcesOf(cluster, info, request, content));
  } catch (error) {
    content.unread.push({kind: info.name, ...unreadFor(error, request.signal)});
    return [];
  }
}

/** The work's result, unless the signal fires first: that throws, whatever the work is waiting for. */
function within<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new IstioctlError('no time was left'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, {once: true});
  });
  return Promise.race([work, late]);
}

/** Why a kind was not read. Throws what is no reason to go on without it. */
function unreadFor(error: unknown, signal: AbortSignal | undefined): Omit<UnreadKind, 'kind'> {
  if (!(error instanceof IstioctlError)) throw error;
  if (signal?.aborted) return {reason: 'no time', text: 'no time was left to read them'};
  if (isForbidden(error)) return {reason: 'forbidden', text: error.message};
  throw error;
}

async function resourcesOf(
  cluster: AnalyzedCluster,
  info: KindInfo,
  request: ClusterRequest,
  {problems}: ClusterContent,
): Promise<Resource[]> {
  const kind = await servedKind(cluster, info);
  if (kind === undefined) return [];
  const reading = readingOf(info.name);
  const options = {
    ...(reading.fieldSelector !== undefined && {fieldSelector: reading.fieldSelector}),
    metadataOnly: reading.metadata !== undefined,
    signal: request.signal,
  };
  const resources: Resource[] = [];
  for await (const page of cluster.pages(kind, options)) {
    const counting = page.filter((object) => counts(object, info, reading, request.revision));
    const read = await inParallel(counting, LISTS, async (object) =>
      reading.metadata?.(object) ? cluster.get(kind, object.metadata) : object,
    );
    for (const object of read) {
      const resource = object && decoded(info, reading.pruned?.(object) ?? object, request, problems);
      if (resource) resources.push(resource);
    }
  }
  return resources;
}

/** A kind in the first version, the newest first, in which the cluster serves it. */
export async function servedKind(
  cluster: Pick<Cluster, 'serves'>,
  {group, versions, kind}: Pick<KindInfo, 'group' | 'versions' | 'kind'>,
): Promise<ObjectKind | undefined> {
  for (const version of versions) {
    const found = {apiVersion: group === '' ? version : `${group}/${version}`, kind};
    if (await cluster.serves(found)) return found;
  }
  return undefined;
}

function counts(object: KubeObject, info: KindInfo, reading: Reading, revision: string): boolean {
  if (reading.counts?.(object) === false) return false;
  // Kinds of Kubernetes itself know no revisions, nor does Gateway API's Gateway.
  if (info.core || info.anyRevision || revision === '') return true;
  const own = object.metadata.labels?.['istio.io/rev'];
  return own === undefined || own === revision;
}

/** Written by kubectl: the whole object once more. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function decoded(info: KindInfo, object: KubeObject, {id}: ClusterRequest, problems: string[]): Resource | undefined {
  const {[LAST_APPLIED]: _, ...annotations} = object.metadata.annotations ?? {};
  const {namespace = '', name} = object.metadata;
  // What configures the mesh counts for all of its clusters.
  const cluster = id === undefined || info.core ? id : PRIMARY;
  const place = {defaultNamespace: '', ...(cluster !== undefined && {cluster})};
  try {
    return resourceOf(info, {...object, metadata: {...object.metadata, annotations}}, place);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    problems.push(`${info.kind} ${namespace === '' ? name : `${namespace}/${name}`}: ${error.message}`);
    return undefined;
  }
}

async function readMeshMap(cluster: AnalyzedCluster, request: ClusterRequest, content: ClusterContent): Promise<void> {
  const info = kinds.find(({name}) => name === 'ConfigMap');
  try {
    const kind = {apiVersion: 'v1', kind: 'ConfigMap'};
    const map = await within(request.signal, cluster.get(kind, {namespace: request.istioNamespace, name: MESH_MAP}));
    const resource = info && map && decoded(info, map, request, content.problems);
    if (resource && isConfigMap(resource)) content.meshMap = resource;
  } catch (error) {
    content.problems.push(
      `the configuration of the mesh counts as the default: ${unreadFor(error, request.signal).text}`,
    );
  }
}

function isConfigMap(resource: Resource): resource is Resource<'ConfigMap'> {
  return resource.kindName === 'ConfigMap';
}
