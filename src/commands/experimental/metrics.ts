// SPDX-License-Identifier: Apache-2.0
import {showMetrics} from '../../actions/metrics/metrics.js';
import {duration} from '../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

const MINUTE = 60_000;

export default class Metrics extends IstioCommand {
  static override summary = 'Show requests, errors and latencies of workloads, from the Prometheus of the mesh';
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['metrics', 'm']);
  static override strict = false;
  static override examples = [
    {description: 'The last minute', command: '<%= config.bin %> x metrics productpage-v1.shop'},
    {
      description: 'Several workloads, over five minutes',
      command: '<%= config.bin %> x metrics cart-v1.shop reviews.shop -d 5m',
    },
  ];
  static override flags = {
    duration: duration({
      char: 'd',
      summary: 'How far back to look',
      default: MINUTE,
      defaultHelp: async () => '1m0s',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Metrics);
    return showMetrics(this.session, argv.map(String), flags);
  }
}
