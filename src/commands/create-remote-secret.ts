// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {createRemoteSecret} from '../actions/remote-secret/create.js';
import {renderFlags} from '../cli/flags/global.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class CreateRemoteSecret extends IstioCommand {
  static override summary = 'Print a Secret that lets the control plane of another cluster read this one';
  static override description =
    `The Secret holds a credential: apply it to the cluster of the control plane, and keep it nowhere else.

To rotate the credential without an outage, print a Secret with a new token by --rotate and apply it wherever the old one
is; both tokens are valid. Once istioctl remote-clusters shows that all control planes are synced, --delete-old-tokens ends
the older ones.`;
  static override task = 'install' as const;
  static override changes = true;
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
    return createRemoteSecret(this.session, flags);
  }
}
