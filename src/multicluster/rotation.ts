// SPDX-License-Identifier: Apache-2.0
import type {Cluster, ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {FIELD_MANAGER} from '../revision/labels.js';
import {type Account, accountTokens, tokenSecretName, tokenSecretOf} from './reader-account.js';

/** The lasting tokens of an account that this program made, the oldest first. Others' are none of ours to end. */
export async function ownTokens(cluster: ClusterReader, account: Account): Promise<KubeObject[]> {
  const ours = (await accountTokens(cluster, account)).filter(({metadata}) => numberOf(metadata.name, account) > 0);
  return ours.sort((a, b) => numberOf(a.metadata.name, account) - numberOf(b.metadata.name, account));
}

/** Makes one more token, so that the older ones stay valid until nobody needs them; answers the names of the Secrets. */
export async function addToken(cluster: Cluster, account: Account): Promise<{name: string; older: string[]}> {
  const tokens = await ownTokens(cluster, account);
  const last = tokens.at(-1);
  const number = last ? numberOf(last.metadata.name, account) + 1 : 1;
  const name = number === 1 ? tokenSecretName(account) : `${tokenSecretName(account)}-${number}`;
  await cluster.apply(tokenSecretOf(account, name), {fieldManager: FIELD_MANAGER, force: true});
  return {name, older: tokens.map(({metadata}) => metadata.name)};
}

/** Ends what whoever still uses these tokens may do. */
export async function removeTokens(cluster: Cluster, tokens: readonly KubeObject[]): Promise<void> {
  for (const {apiVersion, kind, metadata} of tokens) await cluster.delete({apiVersion, kind}, metadata);
}

/** 1 for the first Secret, which has no number in its name; 0 for one that this program has not made. */
function numberOf(name: string, account: Account): number {
  const first = tokenSecretName(account);
  if (name === first) return 1;
  const number = name.startsWith(`${first}-`) ? name.slice(first.length + 1) : '';
  return /^[1-9]\d*$/.test(number) ? Number(number) : 0;
}
