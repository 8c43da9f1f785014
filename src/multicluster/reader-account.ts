// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster, ClusterReader, KubeObject, ObjectToApply} from '../io/kube/cluster.js';
import {getIn, textIn} from '../manifest/input/tree.js';
import {FIELD_MANAGER} from '../revision/labels.js';

const SECRET = {apiVersion: 'v1', kind: 'Secret'};
const SERVICE_ACCOUNT = {apiVersion: 'v1', kind: 'ServiceAccount'};
const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};
const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

/** A service account in the cluster that is to be reached. */
export interface Account {
  namespace: string;
  name: string;
}

/**
 * Makes sure that the account is there. `objects` are applied when it is not, and its namespace is made first; without
 * any it has to be there. Throws when it still is not.
 */
export async function ensureAccount(
  cluster: Cluster,
  {namespace, name}: Account,
  objects: (() => Promise<ObjectToApply[]>) | undefined,
): Promise<void> {
  if ((await cluster.get(SERVICE_ACCOUNT, {namespace, name})) !== undefined) return;
  if (objects !== undefined) {
    if ((await cluster.get(NAMESPACE, {name: namespace})) === undefined)
      await cluster.create({...NAMESPACE, metadata: {name: namespace}}, {fieldManager: FIELD_MANAGER});
    for (const object of await objects()) await cluster.apply(object, {fieldManager: FIELD_MANAGER, force: true});
    if ((await cluster.get(SERVICE_ACCOUNT, {namespace, name})) !== undefined) return;
  }
  throw new IstioctlError(
    `could not get access token to read resources from local kube-apiserver: failed retrieving service account ${name}.${namespace} required for creating the remote secret`,
    {
      hint: 'Install a mesh into the cluster first (the profile "remote" is enough), or name another --service-account.',
    },
  );
}

/** What a kubeconfig needs of an account. */
export interface Credentials {
  token: string;
  /** The certificate authority of the cluster, base64 of PEM. */
  authority: string;
}

export interface TokenOptions {
  /** The Secret to use, instead of the account's first one. */
  secretName: string | undefined;
  /** Waits before the Secret is looked at again. */
  pause(): Promise<void>;
}

const ATTEMPTS = 6;

/** The account's lasting token, made where there is none (spec/install.md §1.11). */
export async function credentialsOf(cluster: Cluster, account: Account, options: TokenOptions): Promise<Credentials> {
  const {name} = (await tokenSecret(cluster, account, options.secretName)).metadata;
  for (let attempt = 1; ; attempt++) {
    const secret = await cluster.get(SECRET, {namespace: account.namespace, name});
    const [authority, token] = [textIn(secret, ['data', 'ca.crt']), textIn(secret, ['data', 'token'])];
    if (authority && token) return {authority, token: Buffer.from(token, 'base64').toString('utf8')};
    if (attempt === ATTEMPTS) {
      throw new IstioctlError(
        `no "${authority ? 'token' : 'ca.crt'}" data found in secret ${account.namespace}/${name}`,
        {
          hint: 'The token controller of Kubernetes fills such Secrets; does the service account still exist?',
        },
      );
    }
    await options.pause();
  }
}

async function tokenSecret(cluster: Cluster, account: Account, secretName: string | undefined): Promise<KubeObject> {
  const {namespace, name: accountName} = account;
  if (secretName !== undefined) {
    const secret = await cluster.get(SECRET, {namespace, name: secretName});
    if (secret === undefined)
      throw new IstioctlError(`could not get specified secret ${namespace}/${secretName}: it is not there`);
    if (isTokenOf(secret, accountName)) return secret;
    throw new IstioctlError(`secret ${namespace}/${secretName} does not reference ServiceAccount ${accountName}`);
  }
  const [found] = await accountTokens(cluster, account);
  if (found !== undefined) return found;
  const made = tokenSecretOf(account, tokenSecretName(account));
  return cluster.apply(made, {fieldManager: FIELD_MANAGER, force: true});
}

/** What this program calls the Secret with an account's first lasting token. */
export function tokenSecretName({name}: Account): string {
  return `${name}-istio-remote-secret-token`;
}

/** A Secret that Kubernetes puts a lasting token of the account into. */
export function tokenSecretOf({namespace, name: account}: Account, name: string): ObjectToApply {
  return {...SECRET, metadata: {namespace, name, annotations: {[ACCOUNT_NAME]: account}}, type: TOKEN_TYPE};
}

/** The Secrets with lasting tokens of an account, by name. */
export async function accountTokens(cluster: ClusterReader, {namespace, name}: Account): Promise<KubeObject[]> {
  const secrets = await cluster.list(SECRET, {namespace, fieldSelector: `type=${TOKEN_TYPE}`});
  return secrets
    .filter((secret) => isTokenOf(secret, name))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function isTokenOf(secret: KubeObject, account: string): boolean {
  return getIn(secret, ['type']) === TOKEN_TYPE && secret.metadata.annotations?.[ACCOUNT_NAME] === account;
}
