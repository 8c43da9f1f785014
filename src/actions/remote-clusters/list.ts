// SPDX-License-Identifier: Apache-2.0
import {type ClusterFlagValues, clusterOptions, withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {istiodPage} from '../../io/istiod/debug.js';
import {istiodPods, noIstiod, revisionOrDefault} from '../../io/istiod/find.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type ClusterStatus, clusterStatuses} from '../../multicluster/cluster-status.js';
import {quantity} from '../../quantity.js';
import {clusterStatusTable, linkTable} from '../../writer/multicluster/cluster-status.js';
import {partialFailure} from '../../xds/partial.js';

export interface ListRemoteClustersFlags extends GlobalFlagValues {
  check: boolean;
  revision?: string | undefined;
}

/** Lists the clusters that control planes read. */
export async function listRemoteClusters(session: Session, flags: ListRemoteClustersFlags): Promise<void> {
  await withCluster(flags, async (cluster) => {
    if (flags.check) {
      await checkLinks(session, cluster, flags);
      return;
    }
    const revision = await revisionOrDefault(cluster, flags.revision);
    const selection = {namespace: flags.istioNamespace, revision};
    const pods = await istiodPods(cluster, selection);
    if (pods.length === 0) {
      const {message, hint} = await noIstiod(cluster, selection);
      throw new IstioctlError(`unable to find any Istiod instances: ${message}`, {...(hint !== undefined && {hint})});
    }
    const answers = await Promise.all(pods.map((pod) => askIstiod(cluster, pod)));
    const failures = answers.filter((answer) => answer instanceof IstioctlError);
    const [first] = failures;
    if (first !== undefined && failures.length === pods.length) throw first;
    const statuses = answers.flatMap((answer) => (answer instanceof IstioctlError ? [] : answer));
    session.print(clusterStatusTable(statuses, {compat: isCompatible(flags.compat)}));
    const partial = partialFailure(failures, pods.length);
    if (partial !== undefined) throw partial;
  });
}

async function checkLinks(
  session: Session,
  cluster: ConnectedCluster,
  flags: ClusterFlagValues & {istioNamespace: string},
): Promise<void> {
  const {istioNamespace} = flags;
  if (flags.from !== undefined) throw usageMistake('links to other clusters cannot be tried in a snapshot');
  const {remoteLinks} = await import('./links.js');
  const links = await remoteLinks(cluster, istioNamespace, clusterOptions(flags));
  if (links.length === 0) {
    throw new IstioctlError(`no Secret in ${istioNamespace} has the kubeconfig of another cluster`, {
      hint: 'create-remote-secret makes one; its label is istio/multiCluster=true',
    });
  }
  session.print(linkTable(links));
  const bad = links.filter(({isGood}) => !isGood).length;
  if (bad > 0) throw new IstioctlError(`${bad} of ${quantity(links.length, 'cluster')} cannot be used`);
}

async function askIstiod(cluster: ConnectedCluster, pod: KubeObject): Promise<ClusterStatus[] | IstioctlError> {
  try {
    return clusterStatuses(await istiodPage(cluster, pod, '/debug/clusterz'), pod.metadata);
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}
