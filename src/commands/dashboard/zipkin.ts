// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, showAddon, uiPort} from '../../actions/dashboard/page.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {addons} from '../../dashboard/addons.js';

export default class DashboardZipkin extends IstioCommand {
  static override summary = 'Open Zipkin';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['zipkin']);
  static override examples = [{description: 'Until Ctrl-C', command: '<%= config.bin %> dashboard zipkin'}];
  static override flags = {...dashboardFlags, ...uiPort(addons.zipkin.port)};

  async run(): Promise<void> {
    const {flags} = await this.parse(DashboardZipkin);
    await showAddon(this.session, addons.zipkin, flags);
  }
}
