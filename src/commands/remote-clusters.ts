// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type ClusterFlagValues, clusterOptions, withCluster} from '../cli/cluster.js';
import {isCompatible} from '../cli/compat.js';
import {IstioCommand} from '../cli/istio-command.js';
import {IstioctlError} from '../errors.js';
import {istiodPage} from '../io/istiod/debug.js';
import {istiodPods, noIstiod, revisionOrDefault} from '../io/istiod/find.js';
import type {KubeObject} from '../io/kube/cluster.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import {type ClusterStatus, clusterStatuses} from '../multicluster/cluster-status.js';
import {quantity} from '../quantity.js';
import {clusterStatusTable, linkTable} from '../writer/multicluster/cluster-status.js';
import {partialFailure} from '../xds/partial.js';

export default class RemoteClusters extends IstioCommand {
  static override summary = 'List the clusters whose services the control plane reads, and whether it reaches them';
  static override task = 'install' as const;
  static override examples = [
    {description: 'As every istiod of the default revision has them', command: '<%= config.bin %> remote-clusters'},
    {description: 'Whether their API servers can be reached', command: '<%= config.bin %> remote-clusters --check'},
  ];
  static override description =
    `With --check the kubeconfigs in the Secrets of the control plane are tried from this machine: whether the API server
answers, takes the credentials, and lets them list what istiod watches. Ends with 1 when one does not.`;
  static override flags = {
    check: Flags.boolean({summary: 'Try the credentials of each cluster'}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(RemoteClusters);
    await withCluster(flags, async (cluster) => {
      if (flags.check) {
        await this.checkLinks(cluster, flags);
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
      this.print(clusterStatusTable(statuses, {compat: isCompatible(flags.compat)}));
      const partial = partialFailure(failures, pods.length);
      if (partial !== undefined) throw partial;
    });
  }

  private async checkLinks(
    cluster: ConnectedCluster,
    flags: ClusterFlagValues & {istioNamespace: string},
  ): Promise<void> {
    const {istioNamespace} = flags;
    const {remoteLinks} = await import('../actions/remote-clusters/links.js');
    const links = await remoteLinks(cluster, istioNamespace, clusterOptions(flags));
    if (links.length === 0) {
      throw new IstioctlError(`no Secret in ${istioNamespace} has the kubeconfig of another cluster`, {
        hint: 'create-remote-secret makes one; its label is istio/multiCluster=true',
      });
    }
    this.print(linkTable(links));
    const bad = links.filter(({isGood}) => !isGood).length;
    if (bad > 0) throw new IstioctlError(`${bad} of ${quantity(links.length, 'cluster')} cannot be used`);
  }
}

async function askIstiod(cluster: ConnectedCluster, pod: KubeObject): Promise<ClusterStatus[] | IstioctlError> {
  try {
    return clusterStatuses(await istiodPage(cluster, pod, '/debug/clusterz'), pod.metadata);
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}
