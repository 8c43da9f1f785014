// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardKiali extends IstioCommand {
  static override summary = 'Open Kiali, the console of the mesh';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['kiali']);
  static override examples = [{description: 'Until Ctrl-C', command: '<%= config.bin %> dashboard kiali'}];
  static override flags = {...dashboardFlags, ...uiPort(addons.kiali.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardKiali);
    await showAddon(this.session, addons.kiali, flags);
  }
}
