// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {bugReportFlags} from '../../cli/bug-report-flags.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {IstioctlError} from '../../errors.js';
import {packageRevision} from '../../io/package-files.js';
import {clientVersion} from '../../version/client-version.js';
import {versionText} from '../../writer/version.js';

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
    const {output: format, short = false} = flags;
    if (format && !['json', 'yaml'].includes(format)) throw new IstioctlError(`--output must be 'yaml' or 'json'`);
    this.print(await versionText({clientVersion: clientVersion(packageRevision())}, {format, short}));
  }
}
