// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {ClusterReader} from '../../io/kube/cluster.js';
import {resolveTarget} from '../../io/kube/config/target.js';
import {type ConnectOptions, connect} from '../../io/kube/connect.js';
import {checkLink, type LinkCheck} from '../../multicluster/link.js';
import {type RemoteKubeconfig, remoteKubeconfigs} from '../analyze/clusters.js';

/** Tries the kubeconfigs that a control plane has of other clusters, all at once, from this machine. */
export async function remoteLinks(
  primary: Pick<ClusterReader, 'list'>,
  istioNamespace: string,
  options: ConnectOptions,
): Promise<LinkCheck[]> {
  const kubeconfigs = await remoteKubeconfigs(primary, istioNamespace);
  return Promise.all(kubeconfigs.map((kubeconfig) => tried(kubeconfig, options)));
}

async function tried({secret, key, received}: RemoteKubeconfig, {requestTimeout}: ConnectOptions): Promise<LinkCheck> {
  // The key of such a Secret is the id under which istiod knows the cluster.
  const link = {cluster: key, secret};
  try {
    const {server} = resolveTarget({received}).origin;
    const remote = await connect({received, requestTimeout});
    try {
      return {...link, server, ...(await checkLink(remote))};
    } finally {
      remote.close();
    }
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return {...link, server: '', isGood: false, result: error.message};
  }
}
