// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {mapsIn} from '../../install/apply/field.js';
import {treeIn} from '../../manifest/input/tree.js';
import {type ClusterStatus, clusterStatuses} from '../../multicluster/cluster-status.js';
import {parseYaml} from '../../yaml/parse.js';
import {check, failed, following, type Outcome, ok, warning} from '../check.js';
import {keyOf} from '../facts.js';

export const CLUSTERS = [
  check({
    id: 'C070',
    group: 'clusters',
    title: 'remote Secrets can be read',
    when: 'after',
    doc: `istiod reads other clusters by the kubeconfigs in Secrets with the label istio/multiCluster=true. What is no kubeconfig
is passed over, and services of that cluster are missing. \`istioctl create-remote-secret\` makes a good one.`,
    needs: ['remoteSecrets'],
    run: ({remoteSecrets}) =>
      remoteSecrets.flatMap((secret) =>
        Object.entries(treeIn(secret, ['data'])).map(([cluster, encoded]): Outcome => {
          const text = `cluster ${cluster} of Secret ${keyOf(secret)}`;
          const problem = problemOf(typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString() : '');
          return problem === undefined ? ok(`${text} has a kubeconfig`) : failed(`${text} ${problem}`);
        }),
      ),
  }),
  check({
    id: 'C071',
    group: 'clusters',
    title: 'istiod reaches the other clusters',
    when: 'after',
    doc: `istiod reads Services and endpoints of every cluster that it has a Secret for. From one that it does not reach it knows
what it knew last, or nothing, and gives the cluster up after a while. Look at the address in the Secret as seen from istiod, and
at whether its token still holds; \`istioctl remote-clusters\` shows what each istiod says.`,
    needs: ['istiods', 'remoteSecrets'],
    run: ({istiods, remoteSecrets}) =>
      remoteSecrets.length === 0 ? [] : istiods.flatMap(({id, clusterz}) => reachedBy(id, clusterz)),
  }),
];

function reachedBy(istiod: string, clusterz: string | Error): Outcome[] {
  const statuses = clusterz instanceof Error ? clusterz : statusesIn(clusterz, istiod);
  if (statuses instanceof Error) {
    return [
      following(warning(`which clusters istiod ${istiod} reaches is not known`, statuses.message), 'C023', istiod),
    ];
  }
  return statuses
    .filter(({secret}) => secret !== '')
    .map(({name, status}): Outcome => {
      const text = `istiod ${istiod}: cluster ${name} is ${status || 'unknown'}`;
      if (status === 'synced') return ok(text);
      return status === 'syncing' ? warning(text) : failed(text);
    });
}

function statusesIn(text: string, istiod: string): ClusterStatus[] | Error {
  try {
    return clusterStatuses(text, {name: istiod});
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}

/** What is wrong with the text of a kubeconfig. */
function problemOf(text: string): string | undefined {
  let document: unknown;
  try {
    document = parseYaml(text);
  } catch {
    return 'is not YAML';
  }
  for (const list of ['clusters', 'users', 'contexts'])
    if (mapsIn(document, [list]).length === 0) return `is a kubeconfig without ${list}`;
  return undefined;
}
