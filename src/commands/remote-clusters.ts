// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {IstioCommand} from '../cli/istio-command.js';
import {withCluster} from '../cli/pods.js';
import {IstioctlError} from '../errors.js';
import {istiodPage} from '../io/istiod/debug.js';
import {istiodPods, noIstiod, revisionOrDefault} from '../io/istiod/find.js';
import type {KubeObject} from '../io/kube/cluster.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import {type ClusterStatus, clusterStatuses} from '../multicluster/cluster-status.js';
import {clusterStatusTable} from '../writer/multicluster/cluster-status.js';
import {partialFailure} from '../xds/partial.js';

export default class RemoteClusters extends IstioCommand {
  static override summary = 'List the clusters whose services the control plane reads, and whether it reaches them';
  static override task = 'install' as const;
  static override examples = [
    {description: 'As every istiod of the default revision has them', command: '<%= config.bin %> remote-clusters'},
  ];
  static override flags = {
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(RemoteClusters);
    await withCluster(flags, async (cluster) => {
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
      this.print(clusterStatusTable(answers.flatMap((answer) => (answer instanceof IstioctlError ? [] : answer))));
      const partial = partialFailure(failures, pods.length);
      if (partial !== undefined) throw partial;
    });
  }
}

async function askIstiod(cluster: ConnectedCluster, pod: KubeObject): Promise<ClusterStatus[] | IstioctlError> {
  try {
    return clusterStatuses(await istiodPage(cluster, pod, '/debug/clusterz'), pod.metadata.name);
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}
