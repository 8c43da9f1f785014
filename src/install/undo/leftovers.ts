// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {revisionOfElection} from '../../revision/elections.js';
import {MUTATING, REVISION, TAG} from '../../revision/labels.js';
import {isInjected} from '../../revision/usage.js';
import {installedCrds, userResources} from './uninstall-plan.js';

/** Something that an uninstall leaves in the cluster. */
export interface Leftover {
  what: string;
  names: string[];
  /** What it means to leave it. */
  note?: string;
}

/** What is uninstalled. */
export interface Uninstalled {
  /** Of the control plane. */
  namespace: string;
  /** Undefined where all of Istio goes. */
  revision: string | undefined;
  /** What is removed, be it gone already or not. */
  objects: readonly KubeObject[];
}

const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment'};
const LEASE = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'};
const POD = {apiVersion: 'v1', kind: 'Pod'};

/**
 * Looks for what Istio, istiod and users left and an uninstall does not remove. Where another revision lives on, what it
 * needs is not left behind: only what the removed revision alone had is.
 */
export async function leftovers(cluster: ClusterReader, uninstalled: Uninstalled): Promise<Leftover[]> {
  const {namespace, revision, objects} = uninstalled;
  const removed = new Set(objects.map(keyOf));
  const isLeft = (object: KubeObject): boolean =>
    !removed.has(keyOf(object)) && object.metadata.deletionTimestamp === undefined;
  const [istiods, tags, leases, pods] = await Promise.all([
    cluster.list(DEPLOYMENT, {namespace, labelSelector: 'app=istiod'}),
    cluster.list(MUTATING, {labelSelector: TAG}),
    cluster.list(LEASE, {namespace}),
    cluster.list(POD),
  ]);
  const isShared = revision !== undefined && istiods.some(isLeft);
  const ofRevision = ({metadata}: KubeObject): boolean =>
    !isShared || (metadata.labels?.[REVISION] ?? metadata.annotations?.[REVISION]) === revision;
  const all: Leftover[] = [
    ...(isShared ? [] : await ofTheMesh(cluster, namespace, isLeft)),
    {
      what: 'MutatingWebhookConfiguration of a tag',
      names: namesOf(tags.filter((tag) => isLeft(tag) && ofRevision(tag))),
      note: 'without a revision behind it no pod can be made where it applies; `istioctl tag remove` removes it',
    },
    {
      what: 'Lease of an election that only this revision held',
      names: namesOf(
        leases.filter(({metadata: {name}}) => revision !== undefined && revisionOfElection(name) === revision),
      ),
    },
    {
      what: 'Pod with a sidecar',
      names: countOf(pods.filter((pod) => isInjected(pod) && isLeft(pod) && ofRevision(pod))),
      note: 'their proxies go on with the configuration they have until they are restarted',
    },
  ];
  return all.filter(({names}) => names.length > 0);
}

/** What belongs to no revision. */
async function ofTheMesh(
  cluster: ClusterReader,
  namespace: string,
  isLeft: (object: KubeObject) => boolean,
): Promise<Leftover[]> {
  const [home, crds, secrets, roots] = await Promise.all([
    cluster.get({apiVersion: 'v1', kind: 'Namespace'}, {name: namespace}),
    installedCrds(cluster),
    cluster.list({apiVersion: 'v1', kind: 'Secret'}, {namespace}),
    cluster.list({apiVersion: 'v1', kind: 'ConfigMap'}, {labelSelector: 'istio.io/config=true'}),
  ]);
  const authorities = secrets.filter(({metadata: {name}}) => ['istio-ca-secret', 'cacerts'].includes(name));
  const kept = crds.filter(isLeft);
  const resources = await userResources(cluster, kept);
  return [
    {what: 'Namespace', names: namesOf(home ? [home] : [])},
    {what: 'CustomResourceDefinition', names: countOf(kept)},
    ...resources.map(({kind, objects}) => ({what: kind, names: countOf(objects)})),
    {what: 'Secret of the certificate authority', names: namesOf(authorities)},
    {what: 'ConfigMap with the root certificate, in namespaces', names: countOf(roots)},
  ];
}

function keyOf({kind, metadata: {namespace = '', name}}: KubeObject): string {
  return `${kind}/${namespace}/${name}`;
}

function namesOf(objects: readonly KubeObject[]): string[] {
  return objects.map(({metadata}) => metadata.name).sort();
}

/** How many there are, where there are any. */
function countOf(objects: readonly KubeObject[]): string[] {
  return objects.length > 0 ? [String(objects.length)] : [];
}
