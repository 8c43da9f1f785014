// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../../install/field.js';
import {treeIn} from '../../manifest/tree.js';
import {parseYaml} from '../../yaml/parse.js';
import {check, failed, type Outcome, ok} from '../check.js';
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
];

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
