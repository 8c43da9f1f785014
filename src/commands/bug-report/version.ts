// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {versionFormat} from '../../actions/version/report.js';
import {bugReportFlags} from '../../cli/flags/bug-report.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {packageRevision} from '../../io/package-files.js';
import {clientVersion} from '../../version/client-version.js';
import {clientVersionLine, versionDocument} from '../../writer/version.js';

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
    const format = versionFormat(flags.output);
    const build = clientVersion(packageRevision());
    const {short = false} = flags;
    this.print(format ? await versionDocument({clientVersion: build}, format) : clientVersionLine(build, {short}));
  }
}
