// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardJaeger extends IstioCommand {
  static override summary = 'Open Jaeger';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['jaeger']);
  static override examples = [{description: 'Until Ctrl-C', command: '<%= config.bin %> dashboard jaeger'}];
  static override flags = {...dashboardFlags, ...uiPort(addons.jaeger.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardJaeger);
    await showAddon(this.session, addons.jaeger, flags);
  }
}
