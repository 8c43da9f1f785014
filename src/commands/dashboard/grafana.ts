// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardGrafana extends IstioCommand {
  static override summary = 'Open Grafana';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['grafana']);
  static override examples = [
    {description: 'Only say where it is', command: '<%= config.bin %> dashboard grafana --browser=false'},
  ];
  static override flags = {...dashboardFlags, ...uiPort(addons.grafana.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardGrafana);
    await showAddon(this.session, addons.grafana, flags);
  }
}
