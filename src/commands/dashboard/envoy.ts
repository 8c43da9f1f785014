// SPDX-License-Identifier: Apache-2.0
import {dashboardFlags, podLabels, showProxy, uiPort} from '../../actions/dashboard/page.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DashboardEnvoy extends IstioCommand {
  static override summary = 'Open the admin page of an Envoy; dashboard proxy is the newer name';
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 1;
  static override args = proxyTarget;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['envoy']);
  static override examples = [
    {description: 'Of pods with a label', command: '<%= config.bin %> dashboard envoy -l app=cart -n shop'},
  ];
  static override flags = {...dashboardFlags, ...podLabels, ...uiPort(15000)};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DashboardEnvoy);
    await showProxy(this.session, argv, flags);
  }
}
