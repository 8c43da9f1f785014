// SPDX-License-Identifier: Apache-2.0
import {DashboardCommand, dashboardFlags, uiPort} from '../../actions/dashboard/page.js';
import {spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardGrafana extends DashboardCommand {
  static override summary = 'Open Grafana';
  static override task = 'proxies' as const;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['grafana']);
  static override examples = [
    {description: 'Only say where it is', command: '<%= config.bin %> dashboard grafana --browser=false'},
  ];
  static override flags = {...dashboardFlags, ...uiPort(addons.grafana.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardGrafana);
    await this.showAddon(addons.grafana, flags);
  }
}
