// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {bugReportVersion} from '../../actions/bug-report/version.js';
import {bugReportFlags} from '../../cli/flags/bug-report.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class BugReportVersion extends IstioCommand {
  static override summary = 'Print the version of this program';
  static override examples = ['<%= config.bin %> bug-report version -o json'];
  static override flags = {
    ...bugReportFlags,
    output: Flags.string({char: 'o', summary: 'Output format: json, yaml', helpValue: 'FORMAT'}),
    short: Flags.boolean({char: 's', summary: 'The version only, without build details'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(BugReportVersion);
    return bugReportVersion(this.session, flags);
  }
}
