// SPDX-License-Identifier: Apache-2.0

import {alphaAnnotations} from '../analysis/analyzers/annotations/alpha.js';
import {type Message, message} from '../analysis/model/message.js';
import type {KindName, Subject} from '../analysis/model/resource.js';
import {inNamespace} from '../analysis/run/order.js';
import {readCluster} from '../analysis/sources/cluster.js';
import {IstioctlError} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import type {Access, AccessReviewer} from '../io/kube/verbs/access.js';

/** The minor version of Kubernetes 1 that is needed at least. */
const MINIMUM = 32;

/** What messages about no object in it are about; they sort behind those about objects that belong to no cluster. */
export const CLUSTER: Subject = {kind: 'Cluster', namespace: '', name: '', annotations: {}, cluster: 'Cluster'};

/** Whether Kubernetes is too old for Istio. Throws where it does not say how old it is. */
export async function kubernetesVersion(cluster: Pick<Cluster, 'serverVersion'>): Promise<Message[]> {
  let version: Awaited<ReturnType<Cluster['serverVersion']>>;
  try {
    version = await cluster.serverVersion();
  } catch (cause) {
    if (!(cause instanceof IstioctlError)) throw cause;
    const hint = cause.hint === undefined ? {} : {hint: cause.hint};
    throw new IstioctlError(`failed to get the Kubernetes version: ${cause.message}`, {cause, ...hint});
  }
  if (Number.parseInt(version.minor, 10) >= MINIMUM) return [];
  return [message('IST0142', CLUSTER, [version.gitVersion, `1.${MINIMUM}`])];
}

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** What an install creates: group and plural, in the whole cluster or in the namespace of the control plane. */
const CREATED: readonly [group: string, resource: string, namespaced?: true][] = [
  ['', 'namespaces'],
  [RBAC, 'clusterroles'],
  [RBAC, 'clusterrolebindings'],
  ['apiextensions.k8s.io', 'customresourcedefinitions'],
  [RBAC, 'roles', true],
  ['', 'serviceaccounts', true],
  ['', 'services', true],
  ['apps', 'deployments', true],
  ['', 'configmaps', true],
  [ADMISSION, 'mutatingwebhookconfigurations'],
  [ADMISSION, 'validatingwebhookconfigurations'],
];

/** The rights to create what an install creates, as the API server is asked for them. */
export function rightsToCreate(istioNamespace: string): Access[] {
  return CREATED.map(([group, resource, namespaced]) => ({
    ...{verb: 'create', group, version: 'v1', resource},
    ...(namespaced && {namespace: istioNamespace}),
  }));
}

/** Whether something may not be created that an install creates. */
export async function installRights(reviewer: AccessReviewer, istioNamespace: string): Promise<Message[]> {
  const found = await Promise.all(
    rightsToCreate(istioNamespace).map(async (access) => {
      const problem = await refusal(reviewer, access);
      return problem === undefined ? [] : [message('IST0141', CLUSTER, [access.resource, problem])];
    }),
  );
  return found.flat();
}

async function refusal(reviewer: AccessReviewer, access: Access): Promise<string | undefined> {
  try {
    const {allowed, reason} = await reviewer.reviewAccess(access);
    return allowed ? undefined : reason || 'permission denied';
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return error.message;
  }
}

const ANNOTATED: readonly KindName[] = ['Namespace', 'Service', 'Pod', 'Deployment'];

export interface AlphaRequest {
  /** Empty for all. */
  namespace: string;
  revision: string;
  istioNamespace: string;
}

/** Which annotations of features are in use that may still change. */
export async function alphaFeatures(
  cluster: Pick<Cluster, 'get' | 'serves' | 'pages'>,
  {namespace, revision, istioNamespace}: AlphaRequest,
): Promise<Message[]> {
  const kinds = new Set(ANNOTATED);
  const {resources, unread} = await readCluster(cluster, {kinds, revision, istioNamespace, id: 'default'});
  const [missing] = unread;
  if (missing) throw new IstioctlError(`${missing.kind} was not read: ${missing.text}`);
  return [...alphaAnnotations(resources)]
    .map((found) => ({...found, subject: {...CLUSTER, ...found.subject, cluster: 'default'}}))
    .filter((found) => inNamespace(namespace, found));
}
