// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardPrometheus extends IstioCommand {
  static override summary = 'Open Prometheus';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['prometheus']);
  static override examples = [
    {description: 'On a port of your choice', command: '<%= config.bin %> dashboard prometheus --port 9999'},
  ];
  static override flags = {...dashboardFlags, ...uiPort(addons.prometheus.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardPrometheus);
    await showAddon(this.session, addons.prometheus, flags);
  }
}
