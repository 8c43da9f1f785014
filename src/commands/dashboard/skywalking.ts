// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardSkywalking extends IstioCommand {
  static override summary = 'Open SkyWalking';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['skywalking']);
  static override examples = [{description: 'Until Ctrl-C', command: '<%= config.bin %> dashboard skywalking'}];
  static override flags = {...dashboardFlags, ...uiPort(addons.skywalking.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardSkywalking);
    await showAddon(this.session, addons.skywalking, flags);
  }
}
