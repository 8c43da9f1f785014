// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {openCluster} from '../../cli/cluster.js';
import {confirm} from '../../cli/confirm.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import type {Cluster, ObjectToApply} from '../../io/kube/cluster.js';
import {renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {type Account, credentialsOf, ensureAccount} from '../../multicluster/reader-account.js';
import {checkClusterName, type RemoteSecretType, remoteSecret} from '../../multicluster/remote-secret.js';
import {addToken, ownTokens, removeTokens} from '../../multicluster/rotation.js';
import {labelled} from '../../revision/labels.js';
import {RELEASE as release} from '../../version/client-version.js';
import {emitYaml} from '../../yaml/emit.js';
import {renderInputs} from '../manifest/inputs.js';

const READER = 'istio-reader-service-account';

export interface RemoteSecretFlags extends GlobalFlagValues {
  'auth-plugin-config'?: string[] | undefined;
  'auth-plugin-name'?: string | undefined;
  'auth-type': string;
  'create-service-account': boolean;
  'delete-old-tokens': boolean;
  manifests?: string | undefined;
  name?: string | undefined;
  rotate: boolean;
  'secret-name'?: string | undefined;
  server?: string | undefined;
  'skip-confirmation': boolean;
  'service-account'?: string | undefined;
  'tls-server-name'?: string | undefined;
  type: string;
}

/** Prints a Secret by which a control plane elsewhere reads the cluster, or ends what older ones hold. */
export async function createRemoteSecret(session: Session, flags: RemoteSecretFlags): Promise<void> {
  const type = typeOf(flags.type);
  const plugin = pluginOf(flags['auth-type'], flags['auth-plugin-name'], flags['auth-plugin-config'] ?? []);
  const cluster = await openCluster(flags);
  try {
    const {origin} = cluster;
    // A context without a namespace counts as `default`, where no control plane is.
    const inContext = origin.namespace === 'default' ? undefined : origin.namespace;
    const namespace = flags.namespace || inContext || flags.istioNamespace;
    const name = flags.name ?? (await cluster.get(NAMESPACE, {name: 'kube-system'}))?.metadata.uid ?? '';
    checkClusterName(name);
    const account = {namespace, name: flags['service-account'] ?? (type === 'remote' ? READER : 'istiod')};
    if (flags['delete-old-tokens']) return await deleteOldTokens(session, cluster, account, flags['skip-confirmation']);
    const objects = () => readerObjects(session, namespace, flags);
    await ensureAccount(cluster, account, flags['create-service-account'] ? objects : undefined);
    const secretName = flags.rotate ? await newToken(session, cluster, account) : flags['secret-name'];
    const pause = () => sleep(1000, undefined, {signal: session.interrupted});
    const credentials = await credentialsOf(cluster, account, {secretName, pause});
    const server = flags.server ?? origin.server;
    if (/127\.0\.0\.1|localhost|\[::1\]/.test(server)) {
      session.say(
        `warning: ${server} is this machine, which no other cluster can reach; --server names another address`,
      );
    }
    const tlsServerName = flags['tls-server-name'];
    const secret = remoteSecret({name, namespace, type, server, tlsServerName, credentials, plugin});
    session.print(`# Made by istioctl create-remote-secret; holds a credential.\n${emitYaml(secret)}---\n`);
  } finally {
    cluster.close();
  }
}

async function newToken(session: Session, cluster: Cluster, account: Account): Promise<string> {
  const {name, older} = await addToken(cluster, account);
  session.say(`The token is in Secret ${account.namespace}/${name}; ${olderText(older)}`);
  return name;
}

async function deleteOldTokens(
  session: Session,
  cluster: Cluster,
  account: Account,
  confirmed: boolean,
): Promise<void> {
  const old = (await ownTokens(cluster, account)).slice(0, -1);
  const names = old.map(({metadata}) => metadata.name).join(', ');
  if (old.length === 0) {
    session.say(`There is no older token of ${account.name} in namespace ${account.namespace}.`);
    return;
  }
  if (!confirmed) {
    session.say(`A control plane that still uses one of ${names} will lose this cluster.`);
    if (!(await confirm(session.terminal, 'Delete them?'))) {
      session.say('Aborting operation.');
      return;
    }
  }
  await removeTokens(cluster, old);
  session.say(`Deleted from namespace ${account.namespace}: ${names}`);
}

/** The account and its rights, as an install would make them. */
async function readerObjects(
  session: Session,
  namespace: string,
  flags: {manifests?: string | undefined},
): Promise<ObjectToApply[]> {
  const set = [`values.global.istioNamespace=${namespace}`];
  const inputs = await renderInputs({manifests: flags.manifests, set}, session.terminal);
  const {objects} = await renderManifest({...inputs, release, validate: validateInput});
  return objects
    .filter(({kind, name}) =>
      kind === 'ServiceAccount' ? name === READER : name.startsWith('istio-reader-clusterrole'),
    )
    .map((object) => labelled(object.value(), {}));
}

function olderText(names: readonly string[]): string {
  if (names.length === 0) return 'there is no older one.';
  return `what is in ${names.join(', ')} stays valid until --delete-old-tokens.`;
}

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

function typeOf(text: string): RemoteSecretType {
  if (text === 'remote' || text === 'config') return text;
  throw usageMistake(`unsupported type: ${text}`, {hint: 'Types are remote and config.'});
}

function pluginOf(type: string, name: string | undefined, pairs: readonly string[]) {
  if (type === 'bearer-token') return undefined;
  if (type !== 'plugin') {
    throw usageMistake(`unsupported authentication type: ${type}`, {hint: 'Types are bearer-token and plugin.'});
  }
  const config = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw usageMistake(`--auth-plugin-config ${pair} must be formatted as key=value`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return {name: name ?? '', config: Object.fromEntries(config)};
}
