// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, podLabels, showProxy, uiPort} from '../../actions/dashboard/page.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DashboardProxy extends IstioCommand {
  static override summary = 'Open the admin page of a sidecar, gateway, waypoint or ztunnel';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 1;
  static override args = proxyTarget;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['proxy']);
  static override examples = [
    {description: 'Of a pod of a Deployment', command: '<%= config.bin %> dashboard proxy deploy/cart.shop'},
  ];
  static override flags = {...dashboardFlags, ...podLabels, ...uiPort(15000)};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DashboardProxy);
    await showProxy(this.session, argv, flags);
  }
}
