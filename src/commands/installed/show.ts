// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {clusterOptions} from '../../cli/cluster.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {IstioctlError} from '../../errors.js';
import {readRecords} from '../../install/record.js';
import {connect} from '../../io/kube/connect.js';
import {INPUT_FORMATS, recordedInputsText} from '../../writer/install/inputs.js';

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
    const cluster = await connect(clusterOptions(flags));
    try {
      const records = await readRecords(cluster, flags.istioNamespace, flags.revision);
      if (records.length === 0) {
        throw new IstioctlError(`no inputs of an install are recorded in namespace ${flags.istioNamespace}`, {
          hint: 'Installs by other programs, and by older versions of this one, do not record any.',
        });
      }
      const format = INPUT_FORMATS.find((format) => format === flags.output) ?? 'text';
      this.print(recordedInputsText(records, format));
    } finally {
      cluster.close();
    }
  }
}
