// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import type {Access, AccessReviewer} from '../io/kube/verbs/access.js';

/** What became of trying the credentials of a remote cluster. */
export interface LinkCheck {
  /** Id of the cluster; empty where its kubeconfig does not say. */
  cluster: string;
  /** `istio-system/istio-remote-secret-west`. */
  secret: string;
  server: string;
  isGood: boolean;
  /** What is there, or what is wrong. */
  result: string;
}

/** What istiod watches in every cluster of a mesh; without it a cluster is never synced (spec/install.md, istiod-reader). */
const READ: readonly Access[] = [
  {verb: 'list', group: '', version: 'v1', resource: 'services'},
  {verb: 'list', group: '', version: 'v1', resource: 'pods'},
  {verb: 'list', group: '', version: 'v1', resource: 'namespaces'},
  {verb: 'list', group: '', version: 'v1', resource: 'nodes'},
  {verb: 'list', group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices'},
];

/** Tries whether an API server answers, and gives istiod what it needs. Does not throw for what is wrong with it. */
export async function checkLink(
  remote: Pick<Cluster, 'serverVersion'> & AccessReviewer,
): Promise<Pick<LinkCheck, 'isGood' | 'result'>> {
  try {
    const {gitVersion} = await remote.serverVersion();
    const verdicts = await Promise.all(READ.map((access) => remote.reviewAccess(access)));
    const denied = READ.filter((_, i) => verdicts[i]?.allowed !== true).map(({resource}) => resource);
    if (denied.length === 0) return {isGood: true, result: `answers, Kubernetes ${gitVersion}`};
    return {isGood: false, result: `answers, but lets nobody with these credentials list ${denied.join(', ')}`};
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return {isGood: false, result: error.message};
  }
}
