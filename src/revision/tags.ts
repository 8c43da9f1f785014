// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {MUTATING, REVISION, SERVICE, TAG, VALIDATING} from './labels.js';
import {revisionUsage} from './usage.js';

/** A tag with the revision it stands for; `tag` is '' for a revision that no tag stands for. */
export interface TagDescription {
  tag: string;
  revision: string;
  namespaces: string[];
  pods: number;
}

/** The objects that make a tag: webhooks, and Services in the namespace of the control plane. */
export async function findTag(cluster: ClusterReader, tag: string, namespace: string): Promise<KubeObject[]> {
  const labelSelector = `${TAG}=${tag}`;
  const found = await Promise.all([
    cluster.list(MUTATING, {labelSelector}),
    cluster.list(SERVICE, {labelSelector, namespace}),
  ]);
  return found.flat();
}

/** Returns the validating webhooks of a tag: `default` has one, for resources that name no revision. */
export function findTagValidators(cluster: ClusterReader, tag: string): Promise<KubeObject[]> {
  return cluster.list(VALIDATING, {labelSelector: `${TAG}=${tag}`});
}

/** The revision that the objects of a tag name. */
export function revisionOf(objects: readonly KubeObject[]): string | undefined {
  return objects[0]?.metadata.labels?.[REVISION];
}

/**
 * All tags, sorted by revision and tag, with who uses them (spec/install.md §1.9). `labelledOnly` counts namespaces as
 * the reference does: by `istio.io/rev` alone, and none for a revision without tags.
 */
export async function describeTags(
  cluster: ClusterReader,
  namespace: string,
  {labelledOnly}: {labelledOnly: boolean},
): Promise<TagDescription[]> {
  const [configurations, services, usages] = await Promise.all([
    cluster.list(MUTATING, {labelSelector: REVISION}),
    cluster.list(SERVICE, {labelSelector: REVISION, namespace}),
    revisionUsage(cluster),
  ]);
  const labelled = labelledOnly ? await namespacesByLabel(cluster) : undefined;
  const found = new Map<string, TagDescription>();
  for (const {metadata} of [...configurations, ...services]) {
    const {[TAG]: tag = '', [REVISION]: revision = ''} = metadata.labels ?? {};
    const {namespaces = [], pods = 0} = usages.get(tag || revision) ?? {};
    found.set(`${revision}/${tag}`, {
      tag,
      revision,
      namespaces: labelled?.get(tag) ?? (labelled ? [] : namespaces),
      pods,
    });
  }
  const tags = [...found.values()].sort((a, b) => compare(a.revision, b.revision) || compare(a.tag, b.tag));
  const tagged = new Set(tags.flatMap(({tag, revision}) => (tag === '' ? [] : [revision])));
  return tags.filter(({tag, revision}) => tag !== '' || !tagged.has(revision));
}

async function namespacesByLabel(cluster: ClusterReader): Promise<Map<string, string[]>> {
  const byLabel = new Map<string, string[]>();
  for (const {metadata} of await cluster.list({apiVersion: 'v1', kind: 'Namespace'}, {labelSelector: REVISION})) {
    const label = metadata.labels?.[REVISION] ?? '';
    byLabel.set(label, [...(byLabel.get(label) ?? []), metadata.name]);
  }
  return byLabel;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
