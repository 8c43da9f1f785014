// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {upgradeMesh} from '../actions/install/upgrade.js';
import {INSTALL_DESCRIPTION, installFlags} from '../cli/flags/install.js';
import {IstioCommand} from '../cli/istio-command.js';
import type {ExitCode} from '../errors.js';

export default class Upgrade extends IstioCommand {
  static override summary = 'Bring the mesh of the cluster to this version';
  static override task = 'install' as const;
  static override changes = true;
  static override description = INSTALL_DESCRIPTION;
  static override strict = false;
  static override mostWords = 0;
  static override examples = [
    {description: 'What there is to do, and by which commands', command: '<%= config.bin %> upgrade --plan'},
    {
      description: 'The control plane, with what it was installed from',
      command: '<%= config.bin %> upgrade -f iop.yaml',
    },
    {description: 'A second control plane beside it', command: '<%= config.bin %> upgrade -f iop.yaml --revision next'},
  ];
  static override flags = {
    ...installFlags,
    plan: Flags.boolean({summary: 'Say what there is to do for the whole mesh, and do nothing'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags} = await this.parse(Upgrade);
    return upgradeMesh(this.session, flags);
  }
}
