// SPDX-License-Identifier: Apache-2.0
import {installMesh} from '../actions/install/install.js';
import {INSTALL_DESCRIPTION, installFlags} from '../cli/flags/install.js';
import {IstioCommand} from '../cli/istio-command.js';
import type {ExitCode} from '../errors.js';

export default class Install extends IstioCommand {
  static override summary = 'Install a mesh into the cluster, or change the one that is there';
  static override task = 'install' as const;
  static override changes = true;
  static override description = INSTALL_DESCRIPTION;
  static override aliases = ['apply', 'manifest:install', 'manifest:apply'];
  static override examples = [
    {description: 'The default profile', command: '<%= config.bin %> install'},
    {description: 'Another profile, without being asked', command: '<%= config.bin %> install --set profile=demo -y'},
    {description: 'See what would change', command: '<%= config.bin %> install --set profile=demo --diff'},
    {description: 'Let the API server check it all and write nothing', command: '<%= config.bin %> install --dry-run'},
  ];
  static override flags = installFlags;

  async run(): Promise<ExitCode | void> {
    const {flags} = await this.parse(Install);
    return installMesh(this.session, flags);
  }
}
