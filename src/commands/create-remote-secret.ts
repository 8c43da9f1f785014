// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../actions/manifest/inputs.js';
import {clusterOptions} from '../cli/cluster.js';
import {confirm} from '../cli/confirm.js';
import {renderFlags} from '../cli/flags/global.js';
import {IstioCommand} from '../cli/istio-command.js';
import {usageMistake} from '../errors.js';
import type {Cluster, ObjectToApply} from '../io/kube/cluster.js';
import {connect} from '../io/kube/connect.js';
import {renderManifest} from '../manifest/render.js';
import {validateInput} from '../manifest/validation/validate-input.js';
import {type Account, credentialsOf, ensureAccount} from '../multicluster/reader-account.js';
import {checkClusterName, type RemoteSecretType, remoteSecret} from '../multicluster/remote-secret.js';
import {addToken, ownTokens, removeTokens} from '../multicluster/rotation.js';
import {labelled} from '../revision/labels.js';
import {RELEASE as release} from '../version/client-version.js';
import {emitYaml} from '../yaml/emit.js';

const READER = 'istio-reader-service-account';

export default class CreateRemoteSecret extends IstioCommand {
  static override summary = 'Print a Secret that lets the control plane of another cluster read this one';
  static override description =
    `The Secret holds a credential: apply it to the cluster of the control plane, and keep it nowhere else.

To rotate the credential without an outage, print a Secret with a new token by --rotate and apply it wherever the old one
is; both tokens are valid. Once istioctl remote-clusters shows that all control planes are synced, --delete-old-tokens ends
the older ones.`;
  static override task = 'install' as const;
  static override examples = [
    {
      description: 'Let the control plane of one cluster find the services of another',
      command: '<%= config.bin %> create-remote-secret --context west --name west | kubectl --context east apply -f -',
    },
    {
      description: 'Replace its credential',
      command:
        '<%= config.bin %> create-remote-secret --context west --name west --rotate | kubectl --context east apply -f -',
    },
    {
      description: 'End the one before, when nobody uses it any more',
      command: '<%= config.bin %> create-remote-secret --context west --delete-old-tokens',
    },
  ];
  static override flags = {
    'auth-plugin-config': Flags.string({
      summary: 'Configuration of the authentication plugin; may be repeated',
      multiple: true,
      delimiter: ',',
      helpValue: 'KEY=VALUE',
    }),
    'auth-plugin-name': Flags.string({summary: 'Authentication plugin to use', helpValue: 'NAME'}),
    'auth-type': Flags.string({
      summary: 'How to authenticate: bearer-token or plugin',
      default: 'bearer-token',
      helpValue: 'TYPE',
    }),
    'create-service-account': Flags.boolean({
      summary: 'Make the service account, and the rights it needs, where it is missing',
      default: true,
    }),
    'delete-old-tokens': Flags.boolean({
      summary: 'Print nothing; delete all tokens that this command made but the newest',
      exclusive: ['rotate', 'secret-name'],
    }),
    manifests: renderFlags.manifests,
    name: Flags.string({summary: 'Name of the cluster; the UID of kube-system when left out', helpValue: 'NAME'}),
    rotate: Flags.boolean({
      summary: 'Use a new token, and leave the older ones valid',
      exclusive: ['secret-name'],
    }),
    'secret-name': Flags.string({summary: 'Secret with the token to use', helpValue: 'NAME'}),
    server: Flags.string({summary: 'Address of the API server, as seen from the control plane', helpValue: 'URL'}),
    'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask before tokens are deleted'}),
    'service-account': Flags.string({summary: 'Service account to use', helpValue: 'NAME'}),
    'tls-server-name': Flags.string({summary: 'Name in the certificate of the API server', helpValue: 'NAME'}),
    type: Flags.string({
      summary: 'What the Secret is for: remote (read services) or config (an istiod outside of the cluster)',
      default: 'remote',
      helpValue: 'TYPE',
    }),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(CreateRemoteSecret);
    const type = typeOf(flags.type);
    const plugin = pluginOf(flags['auth-type'], flags['auth-plugin-name'], flags['auth-plugin-config'] ?? []);
    const cluster = await connect(clusterOptions(flags));
    try {
      const {origin} = cluster;
      // A context without a namespace counts as `default`, where no control plane is.
      const inContext = origin.namespace === 'default' ? undefined : origin.namespace;
      const namespace = flags.namespace || inContext || flags.istioNamespace;
      const name = flags.name ?? (await cluster.get(NAMESPACE, {name: 'kube-system'}))?.metadata.uid ?? '';
      checkClusterName(name);
      const account = {namespace, name: flags['service-account'] ?? (type === 'remote' ? READER : 'istiod')};
      if (flags['delete-old-tokens']) return await this.deleteOldTokens(cluster, account, flags['skip-confirmation']);
      const objects = () => this.readerObjects(namespace, flags);
      await ensureAccount(cluster, account, flags['create-service-account'] ? objects : undefined);
      const secretName = flags.rotate ? await this.addToken(cluster, account) : flags['secret-name'];
      const pause = () => sleep(1000, undefined, {signal: this.interrupted});
      const credentials = await credentialsOf(cluster, account, {secretName, pause});
      const server = flags.server ?? origin.server;
      if (/127\.0\.0\.1|localhost|\[::1\]/.test(server)) {
        this.say(
          `warning: ${server} is this machine, which no other cluster can reach; --server names another address`,
        );
      }
      const tlsServerName = flags['tls-server-name'];
      const secret = remoteSecret({name, namespace, type, server, tlsServerName, credentials, plugin});
      this.print(`# Made by istioctl create-remote-secret; holds a credential.\n${emitYaml(secret)}---\n`);
    } finally {
      cluster.close();
    }
  }

  private async addToken(cluster: Cluster, account: Account): Promise<string> {
    const {name, older} = await addToken(cluster, account);
    this.say(`The token is in Secret ${account.namespace}/${name}; ${olderText(older)}`);
    return name;
  }

  private async deleteOldTokens(cluster: Cluster, account: Account, confirmed: boolean): Promise<void> {
    const old = (await ownTokens(cluster, account)).slice(0, -1);
    const names = old.map(({metadata}) => metadata.name).join(', ');
    if (old.length === 0) {
      this.say(`There is no older token of ${account.name} in namespace ${account.namespace}.`);
      return;
    }
    if (!confirmed) {
      this.say(`A control plane that still uses one of ${names} will lose this cluster.`);
      if (!(await confirm(this.terminal, 'Delete them?'))) {
        this.say('Aborting operation.');
        return;
      }
    }
    await removeTokens(cluster, old);
    this.say(`Deleted from namespace ${account.namespace}: ${names}`);
  }

  /** The account and its rights, as an install would make them. */
  private async readerObjects(namespace: string, flags: {manifests?: string | undefined}): Promise<ObjectToApply[]> {
    const set = [`values.global.istioNamespace=${namespace}`];
    const inputs = await renderInputs({manifests: flags.manifests, set}, this.terminal);
    const {objects} = await renderManifest({...inputs, release, validate: validateInput});
    return objects
      .filter(({kind, name}) =>
        kind === 'ServiceAccount' ? name === READER : name.startsWith('istio-reader-clusterrole'),
      )
      .map((object) => labelled(object.value(), {}));
  }
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
