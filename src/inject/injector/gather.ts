// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, isForbidden} from '../../errors.js';
import type {Cluster} from '../../io/kube/cluster.js';
import type {Tree} from '../../manifest/input/tree.js';
import type {ManifestObject} from '../../manifest/objects/object.js';
import {ENABLE_NATIVE_SIDECARS} from '../pod/native-sidecars.js';
import type {InjectorSources, NamedText} from './injector.js';
import {
  type ClusterLookup,
  configMapText,
  type InstalledSources,
  injectionWebhooks,
  renderedSources,
  revisionInCluster,
} from './sources.js';

/** Where the injector's configuration is to be looked for. */
export interface SourceRequest {
  files: {readonly [K in keyof InstalledSources]: NamedText | undefined};
  /** Renders an installation; undefined where none is described. */
  render: (() => Promise<{objects: readonly ManifestObject[]; warnings: string}>) | undefined;
  connect(): Promise<Cluster>;
  lookup: Omit<ClusterLookup, 'revision'>;
  revision: string | undefined;
  /** What {@link ENABLE_NATIVE_SIDECARS} is for this program: what it decides, nodes do not. */
  nativeSidecars: string | undefined;
}

export interface GatheredSources {
  sources: Omit<InjectorSources, 'compat'>;
  /** The webhooks that would inject, where an installation is known. */
  webhooks: readonly Tree[];
  /** What rendering had to say. */
  warnings: string;
}

interface Found {
  sources: Partial<InstalledSources>;
  webhooks: readonly Tree[];
  revision: string | undefined;
  nodes?: readonly Tree[] | undefined;
  warnings: string;
}

const KEYS = ['config', 'values', 'mesh'] as const;

/**
 * Files first, then what the described installation has; where none is described the cluster, which is asked only for
 * what no file gives. Throws an IstioctlError where something is not to be had.
 */
export async function gatherSources(request: SourceRequest): Promise<GatheredSources> {
  const {files, render} = request;
  const lacking = KEYS.filter((key) => files[key] === undefined);
  const found = render ? await renderedInstallation(request, render) : await installedIn(request, lacking);
  const pick = (key: keyof InstalledSources) => files[key] ?? found.sources[key] ?? {name: key, text: ''};
  const {revision, webhooks, nodes, warnings} = found;
  return {
    sources: {
      config: pick('config'),
      values: pick('values'),
      mesh: pick('mesh'),
      ...(revision !== undefined && {revision}),
      ...(request.nativeSidecars !== undefined && {nativeSidecars: request.nativeSidecars}),
      ...(nodes !== undefined && {nodes}),
    },
    webhooks,
    warnings,
  };
}

async function renderedInstallation(
  {revision}: SourceRequest,
  render: NonNullable<SourceRequest['render']>,
): Promise<Found> {
  const {objects, warnings} = await render();
  const webhooks = objects.filter(({kind}) => kind === 'MutatingWebhookConfiguration').map((object) => object.value());
  return {sources: renderedSources(objects), webhooks, revision, warnings};
}

async function installedIn(request: SourceRequest, lacking: readonly (keyof InstalledSources)[]): Promise<Found> {
  if (lacking.length === 0) return {sources: {}, webhooks: [], revision: request.revision, warnings: ''};
  const cluster = await request.connect().catch(withoutCluster);
  try {
    const revision = await revisionInCluster(cluster, request.revision ?? '');
    const sources: Partial<InstalledSources> = {};
    for (const key of lacking) sources[key] = await configMapText(cluster, {...request.lookup, revision}, key);
    const webhooks = await injectionWebhooks(cluster);
    if (!['auto', undefined].includes(request.nativeSidecars)) return {sources, webhooks, revision, warnings: ''};
    const nodes = await nodesIn(cluster);
    return {sources, webhooks, revision, nodes, warnings: nodes === undefined ? NODES_UNKNOWN : ''};
  } finally {
    cluster.close();
  }
}

const NODES_UNKNOWN = `! cannot list Nodes: not allowed; proxies are no native sidecars unless ${ENABLE_NATIVE_SIDECARS}=true\n`;

/** The cluster's Nodes, or undefined where the user may not list them. */
async function nodesIn(cluster: Cluster): Promise<readonly Tree[] | undefined> {
  try {
    return await cluster.list({apiVersion: 'v1', kind: 'Node'});
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

function withoutCluster(error: unknown): never {
  if (!(error instanceof IstioctlError)) throw error;
  const way = 'without a cluster, inject with what an installation would use: --set profile=NAME';
  const hint = error.hint === undefined ? way : `${error.hint}\n${way}`;
  throw new IstioctlError(error.message, {cause: error, hint, exitCode: error.exitCode});
}
