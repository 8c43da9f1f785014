// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {envoyStats} from '../../actions/proxies/stats.js';
import {adminPort, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class EnvoyStats extends IstioCommand {
  static override summary = 'Show the statistics of the Envoy in a pod';
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['envoy-stats', 'es']);
  static override args = proxyTarget;
  static override strict = false;
  static override examples = [
    {description: 'All of a pod', command: '<%= config.bin %> x envoy-stats productpage-v1-abc.shop'},
    {
      description: 'Clusters of all pods with a label',
      command: '<%= config.bin %> x es -l app=reviews -n shop -t clusters',
    },
  ];
  static override flags = {
    ...adminPort,
    output: Flags.string({
      char: 'o',
      summary: 'Output format: json, yaml, short, prom, prom-merged',
      default: 'short',
      helpValue: 'FORMAT',
    }),
    selector: Flags.string({char: 'l', summary: 'Label selector of pods', helpValue: 'SELECTOR'}),
    type: Flags.string({
      char: 't',
      summary: 'Where statistics come from: server, clusters',
      default: 'server',
      helpValue: 'TYPE',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(EnvoyStats);
    return envoyStats(this.session, argv.map(String), flags);
  }
}
