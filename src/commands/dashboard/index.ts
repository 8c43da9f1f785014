// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags} from '../../actions/dashboard/page.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class Dashboard extends IstioCommand {
  static override summary = 'Open web pages of the mesh through a forwarded port';
  static override task = 'proxies' as const;
  static override group = true;
  static override aliases = ['dash', 'd'];
  static override flags = dashboardFlags;

  async run(): Promise<void> {
    await this.parse(Dashboard);
  }
}
