// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {MUTATING, REVISION, SERVICE, TAG} from './labels.js';
import {type CanonicalWebhook, canonicalWebhookOf} from './tag-webhook.js';

/** The injection webhook of a revision itself, by which tags for it reach its istiod (spec/install.md §1.9). */
export async function findRevision(
  cluster: ClusterReader,
  revision: string,
  namespace: string,
): Promise<CanonicalWebhook> {
  const labelSelector = `${REVISION}=${revision},!${TAG}`;
  const [configurations, services] = await Promise.all([
    cluster.list(MUTATING, {labelSelector}),
    cluster.list(SERVICE, {labelSelector: `${labelSelector},app=istiod`, namespace}),
  ]);
  if (services.length > 1) {
    throw new IstioctlError(
      `cannot modify tag: found multiple canonical services with revision "${revision}" in namespace "${namespace}"`,
      {hint: `They are ${namesOf(services)}.`},
    );
  }
  if (configurations.length > 1) {
    throw new IstioctlError(
      `cannot modify tag: found multiple canonical webhooks or services with revision "${revision}"`,
      {hint: `They are ${namesOf(configurations)}.`},
    );
  }
  const [configuration] = configurations;
  const canonical = configuration && canonicalWebhookOf(configuration);
  if (canonical !== undefined) return canonical;
  if (configurations.length + services.length === 0) throw await unknownRevision(cluster, revision);
  throw new IstioctlError(
    `cannot modify tag: revision "${revision}" has no injection webhook that a tag could be made from`,
    {hint: 'Install the revision again: its MutatingWebhookConfiguration is missing or does not inject.'},
  );
}

async function unknownRevision(cluster: ClusterReader, revision: string): Promise<IstioctlError> {
  const there = await knownRevisions(cluster);
  return new IstioctlError(
    `cannot modify tag: cannot find MutatingWebhookConfiguration or Service with revision "${revision}"`,
    {hint: there.length === 0 ? 'The cluster has no revision of Istio.' : `Revisions are: ${there.join(', ')}.`},
  );
}

/** Revisions that have an injection webhook, sorted. */
export async function knownRevisions(cluster: ClusterReader): Promise<string[]> {
  const configurations = await cluster.list(MUTATING, {labelSelector: `${REVISION},!${TAG}`});
  return [...new Set(configurations.map(({metadata}) => metadata.labels?.[REVISION] ?? ''))].sort();
}

function namesOf(objects: readonly KubeObject[]): string {
  return objects.map(({metadata}) => metadata.name).join(', ');
}
