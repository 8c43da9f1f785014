// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {compareRoots} from '../../actions/proxies/rootca-compare.js';
import {adminPort} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class ProxyConfigRootcaCompare extends IstioCommand {
  static override summary = 'Tell whether two Envoys trust a common root certificate';
  static override description = 'Ends with 1 when they do not.';
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['rootca-compare', 'rc']);
  static override examples = [
    {
      description: 'Two workloads',
      command: '<%= config.bin %> proxy-config rootca-compare deploy/web.shop deploy/db.store',
    },
  ];
  static override args = {
    first: Args.string({description: 'Pod, or TYPE/NAME, with .NAMESPACE where it is another'}),
    second: Args.string({description: 'The same for the other proxy'}),
  };
  static override strict = false;
  static override flags = {
    ...adminPort,
    output: Flags.string({char: 'o', hidden: true, default: 'short'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigRootcaCompare);
    return compareRoots(this.session, argv.map(String), flags);
  }
}
