// SPDX-License-Identifier: Apache-2.0
import {checkChoice, istiodOf, istiodPageFlags} from '../../actions/dashboard/istiod-page.js';
import {showPage} from '../../actions/dashboard/page.js';
import {port} from '../../cli/flags/global.js';
import {checkAdminPort, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DashboardControlz extends IstioCommand {
  static override summary = "Open istiod's introspection page, ControlZ";
  static override task = 'proxies' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 1;
  static override args = proxyTarget;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['controlz']);
  static override examples = [
    {description: 'Of any pod of a Deployment', command: '<%= config.bin %> dashboard controlz deploy/istiod'},
    {description: 'Of a revision', command: '<%= config.bin %> dashboard controlz -r canary'},
  ];
  static override flags = {
    ...istiodPageFlags,
    ctrlz_port: port({summary: "istiod's introspection port", default: 9876}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DashboardControlz);
    checkAdminPort(flags.ctrlz_port);
    checkChoice(argv, flags);
    const {selector, revision} = flags;
    await showPage(this.session, flags, async (cluster) => {
      const choice = {target: argv.map(String)[0], selector, revision};
      return {
        pod: await istiodOf(this.session, cluster, flags.istioNamespace, choice),
        port: flags.ctrlz_port,
        path: '',
      };
    });
  }
}
