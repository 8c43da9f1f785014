// SPDX-License-Identifier: Apache-2.0
import {showIstiodDebug} from '../../actions/dashboard/istiod-debug.js';
import {istiodPageFlags} from '../../actions/dashboard/istiod-page.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DashboardIstiodDebug extends IstioCommand {
  static override summary = "Open istiod's debug pages";
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 1;
  static override args = proxyTarget;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['istiod-debug']);
  static override examples = [
    {description: 'Of any pod of a Deployment', command: '<%= config.bin %> dashboard istiod-debug deploy/istiod'},
    {description: 'Of a revision', command: '<%= config.bin %> dashboard istiod-debug -r canary'},
  ];
  static override flags = istiodPageFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DashboardIstiodDebug);
    return showIstiodDebug(this.session, argv.map(String), flags);
  }
}
