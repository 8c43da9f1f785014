// SPDX-License-Identifier: Apache-2.0
import {bugReport} from '../../actions/bug-report/report.js';
import {settingsIn} from '../../actions/bug-report/settings.js';
import {bugReportFlags} from '../../cli/flags/bug-report.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class BugReport extends IstioCommand {
  static override summary = 'Gather what helps to find out what is wrong with a mesh into an archive';
  static override description =
    `Logs, configuration and state of the control plane and of the proxies, and the resources that shape the mesh. Values of
Secrets, private keys and tokens are left out; look into the archive all the same before you hand it on.`;
  static override examples = [
    {description: 'All of the mesh', command: '<%= config.bin %> bug-report'},
    {
      description: 'Two namespaces, the last two hours',
      command: '<%= config.bin %> bug-report --include shop,payments --duration 2h',
    },
    {
      description: 'One Deployment, and how big it would be',
      command: '<%= config.bin %> bug-report --include shop/cart --dry-run',
    },
  ];
  static override flags = bugReportFlags;

  async run(): Promise<void> {
    const {flags} = await this.settings();
    return bugReport(this.session, flags);
  }

  /** The flags, those in the file of settings among them; the command line wins. */
  private async settings() {
    const given = await this.parse(BugReport);
    const {filename} = given.flags;
    if (!filename) return given;
    const names = Object.keys({...BugReport.flags, ...BugReport.baseFlags});
    const fromFile = settingsIn(filename, names);
    const isListGiven = (name: 'include' | 'exclude'): boolean =>
      this.argv.some((word) => word.startsWith(`--${name}`));
    const kept = fromFile.filter(
      (word) => !(['include', 'exclude'] as const).some((name) => word.startsWith(`--${name}=`) && isListGiven(name)),
    );
    return this.parse(BugReport, [...kept, ...this.argv]);
  }
}
