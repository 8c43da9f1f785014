// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {ApiError} from '../../kube/api-error.js';
import type {ClusterReader, KubeObject} from '../kube/cluster.js';
import {isRecord} from '../kube/config/kubeconfig.js';
import {isTerminating} from '../kube/pods/pod-order.js';
import {mapField} from '../kube/verbs/fields.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment'};
const MUTATING = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};
const REVISION = 'istio.io/rev';

/**
 * The revision that is meant: the given one, else the one that the default tag stands for. Who may not look at webhooks,
 * or has no default tag, means `default` (spec/proxy.md §1.2; the reference waits for ever where it may not look).
 */
export async function revisionOrDefault(cluster: ClusterReader, given: string | undefined): Promise<string> {
  if (given) return given;
  try {
    const webhook = await cluster.get(MUTATING, {name: 'istio-revision-tag-default'});
    return webhook?.metadata.labels?.[REVISION] ?? 'default';
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return 'default';
    throw error;
  }
}

export interface IstiodSelection {
  /** Namespace of the control plane. */
  namespace: string;
  /** Label selector; `app=istiod` when left out or empty. */
  label?: string | undefined;
  /** Any revision when left out or empty. */
  revision?: string | undefined;
}

/** The running pods of a control plane that are not terminating. */
export async function istiodPods(cluster: ClusterReader, selection: IstiodSelection): Promise<KubeObject[]> {
  const {namespace} = selection;
  const labelSelector = labelsOf(selection);
  const pods = await cluster.list(POD, {namespace, labelSelector, fieldSelector: 'status.phase=Running'});
  return pods.filter((pod) => !isTerminating(pod));
}

/** What is said where no istiod runs; names what was looked for, and what there is. */
export async function noIstiod(cluster: ClusterReader, selection: IstiodSelection): Promise<IstioctlError> {
  const {namespace, label, revision} = selection;
  const others = revision ? await otherRevisions(cluster, namespace) : [];
  const looked = `no pod in phase Running has ${label || 'app=istiod'}${revision ? ` and ${REVISION}=${revision}` : ''}`;
  const [stopped] = await stoppedIstiods(cluster, selection);
  const elsewhere =
    others.length > 0 ? `--revision takes one of ${others.join(', ')}` : '--istioNamespace names another';
  const hint = stopped ?? elsewhere;
  return new IstioctlError(`no running Istio pods in ${JSON.stringify(namespace)}`, {hint: `${looked}; ${hint}.`});
}

/**
 * Returns why a control plane that is installed has no pod, a sentence for each of its Deployments; none where none is
 * installed, or Deployments may not be listed.
 */
export async function stoppedIstiods(cluster: ClusterReader, selection: IstiodSelection): Promise<string[]> {
  let deployments: KubeObject[];
  try {
    deployments = await cluster.list(DEPLOYMENT, {namespace: selection.namespace, labelSelector: labelsOf(selection)});
  } catch (error) {
    // It is asked for to say more of what is known already.
    if (error instanceof ApiError) return [];
    throw error;
  }
  return deployments.map((deployment) => {
    const wanted = mapField(deployment, 'spec')?.['replicas'] ?? 1;
    const state = wanted === 0 ? 'is scaled to 0' : `wants ${JSON.stringify(wanted)} and has none that runs`;
    return `Deployment ${deployment.metadata.name} ${state}`;
  });
}

function labelsOf({label, revision}: IstiodSelection): string {
  return `${label || 'app=istiod'}${revision ? `,${REVISION}=${revision}` : ''}`;
}

async function otherRevisions(cluster: ClusterReader, namespace: string): Promise<string[]> {
  const pods = await istiodPods(cluster, {namespace});
  return [...new Set(pods.map(({metadata}) => metadata.labels?.[REVISION] ?? '').filter(Boolean))].sort();
}

/** `host:port` of a control plane outside the cluster, which only its webhook knows; undefined where there is none. */
export async function webhookAddress(cluster: ClusterReader, revision: string): Promise<string | undefined> {
  const configurations = await cluster.list(MUTATING, {labelSelector: `${REVISION}=${revision},!istio.io/tag`});
  for (const {webhooks} of configurations) {
    for (const webhook of Array.isArray(webhooks) ? webhooks : []) {
      const client: unknown = isRecord(webhook) ? webhook['clientConfig'] : undefined;
      const url = isRecord(client) ? client['url'] : undefined;
      if (typeof url !== 'string' || !URL.canParse(url)) continue;
      const {hostname, port} = new URL(url);
      return `${hostname}:${port || '443'}`;
    }
  }
  return undefined;
}
