// SPDX-License-Identifier: Apache-2.0
import {versionFlags} from '../actions/version/report.js';
import {showVersion} from '../actions/version/version.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class Version extends IstioCommand {
  static override summary = 'Print the version of this program and of the mesh';
  static override examples = [
    {description: 'Only this program', command: '<%= config.bin %> version --remote=false'},
    {description: 'Every proxy of the mesh, for programs', command: '<%= config.bin %> version -o json'},
  ];
  static override strict = false;
  static override mostWords = 0;
  static override flags = versionFlags;

  async run(): Promise<void> {
    const {flags} = await this.parse(Version);
    return showVersion(this.session, flags);
  }
}
