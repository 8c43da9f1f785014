// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {listRemoteClusters} from '../actions/remote-clusters/list.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class RemoteClusters extends IstioCommand {
  static override summary = 'List the clusters whose services the control plane reads, and whether it reaches them';
  static override task = 'install' as const;
  static override changes = ['check'];
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
    return listRemoteClusters(this.session, flags);
  }
}
