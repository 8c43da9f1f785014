// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {showInstalled} from '../../actions/install/installed.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {INPUT_FORMATS} from '../../writer/install/inputs.js';

export default class InstalledShow extends IstioCommand {
  static override summary = 'Print the files and settings that installs were given';
  static override description =
    `Every install records them in a Secret beside the control plane; install --from-cluster starts from them.`;
  static override task = 'install' as const;
  static override examples = [
    {description: 'All revisions', command: '<%= config.bin %> installed show'},
    {description: 'One of them, for programs', command: '<%= config.bin %> installed show -r canary -o json'},
  ];
  static override flags = {
    output: output(INPUT_FORMATS, 'text'),
    revision: Flags.string({char: 'r', summary: 'Only this revision', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(InstalledShow);
    return showInstalled(this.session, flags);
  }
}
