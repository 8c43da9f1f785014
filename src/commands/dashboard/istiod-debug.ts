// SPDX-License-Identifier: Apache-2.0

import {checkChoice, istiodOf, istiodPageFlags} from '../../actions/dashboard/istiod-page.js';
import {showPage} from '../../actions/dashboard/page.js';
import {isCompatible} from '../../cli/compat.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {monitoringPort} from '../../io/istiod/debug.js';
import {revisionOrDefault} from '../../io/istiod/find.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

export default class DashboardIstiodDebug extends IstioCommand {
  static override summary = "Open istiod's debug pages";
  static override task = 'proxies' as const;
  static override strict = false;
  static override mostWords = 1;
  static override args = proxyTarget;
  static override aliases = spellings(['dashboard', 'dash', 'd'], ['istiod-debug']);
  static override examples = [
    {description: 'Of any pod of a Deployment', command: '<%= config.bin %> dashboard istiod-debug deploy/istiod'},
    {description: 'Of a revision', command: '<%= config.bin %> dashboard istiod-debug -r canary'},
  ];
  static override flags = istiodPageFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DashboardIstiodDebug);
    checkChoice(argv, flags);
    const {selector, revision} = flags;
    await showPage(this.session, flags, async (cluster) => {
      // The reference takes a pod of the revision whatever is named.
      const choice = isCompatible(flags.compat)
        ? {revision: await revisionOrDefault(cluster, revision)}
        : {target: argv.map(String)[0], selector, revision};
      const pod = await istiodOf(this.session, cluster, flags.istioNamespace, choice);
      return {pod, port: monitoringPort(await cluster.get(POD, pod)), path: '/debug'};
    });
  }
}
