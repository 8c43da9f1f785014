// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import * as Flags from '@oclif/core/flags';
import {clusterOptions} from '../cli/cluster-options.js';
import {renderFlags} from '../cli/flags.js';
import {IstioCommand} from '../cli/istio-command.js';
import {renderInputs} from '../cli/render-request.js';
import {IstioctlError} from '../errors.js';
import type {ObjectToApply} from '../io/kube/cluster.js';
import {connect} from '../io/kube/connect.js';
import {renderManifest} from '../manifest/render.js';
import {validateInput} from '../manifest/validation/validate-input.js';
import {credentialsOf, ensureAccount} from '../multicluster/reader-account.js';
import {checkClusterName, type RemoteSecretType, remoteSecret} from '../multicluster/remote-secret.js';
import {labelled} from '../revision/labels.js';
import {RELEASE as release} from '../version/client-version.js';
import {emitYaml} from '../yaml/emit.js';

const READER = 'istio-reader-service-account';

export default class CreateRemoteSecret extends IstioCommand {
  static override summary = 'Print a Secret that lets the control plane of another cluster read this one';
  static override description =
    'The Secret holds a credential: apply it to the cluster of the control plane, and keep it nowhere else.';
  static override task = 'install' as const;
  static override examples = [
    {
      description: 'Let the control plane of one cluster find the services of another',
      command: '<%= config.bin %> create-remote-secret --context west --name west | kubectl --context east apply -f -',
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
    manifests: renderFlags.manifests,
    name: Flags.string({summary: 'Name of the cluster; the UID of kube-system when left out', helpValue: 'NAME'}),
    'secret-name': Flags.string({summary: 'Secret with the token to use', helpValue: 'NAME'}),
    server: Flags.string({summary: 'Address of the API server, as seen from the control plane', helpValue: 'URL'}),
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
      const objects = () => this.readerObjects(namespace, flags);
      await ensureAccount(cluster, account, flags['create-service-account'] ? objects : undefined);
      const pause = () => sleep(1000, undefined, {signal: this.interrupted});
      const credentials = await credentialsOf(cluster, account, {secretName: flags['secret-name'], pause});
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

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

function typeOf(text: string): RemoteSecretType {
  if (text === 'remote' || text === 'config') return text;
  throw new IstioctlError(`unsupported type: ${text}`, {hint: 'Types are remote and config.'});
}

function pluginOf(type: string, name: string | undefined, pairs: readonly string[]) {
  if (type === 'bearer-token') return undefined;
  if (type !== 'plugin') {
    throw new IstioctlError(`unsupported authentication type: ${type}`, {hint: 'Types are bearer-token and plugin.'});
  }
  const config = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new IstioctlError(`--auth-plugin-config ${pair} must be formatted as key=value`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return {name: name ?? '', config: Object.fromEntries(config)};
}
