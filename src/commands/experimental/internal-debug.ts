// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {showDebugPage} from '../../actions/istiod/debug.js';
import {xdsFlags} from '../../cli/flags/istiod.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class InternalDebug extends IstioCommand {
  static override summary = "Show one of istiod's debug pages, without a port of it being open";
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['internal-debug']);
  static override strict = false;
  static override mostWords = 1;
  static override args = {type: Args.string({description: 'Name of the page with its query, for example syncz'})};
  static override examples = [
    {description: 'What pages there are', command: '<%= config.bin %> x internal-debug --list'},
    {
      description: 'Connected proxies, as every istiod knows them',
      command: '<%= config.bin %> x internal-debug syncz --all',
    },
    {
      description: 'Endpoints as a proxy is sent them',
      command: '<%= config.bin %> x internal-debug edsz?proxyID=productpage-v1-abc.shop',
    },
  ];
  static override flags = {
    ...xdsFlags,
    all: Flags.boolean({summary: 'Ask every istiod instead of the first that knows'}),
    list: Flags.boolean({char: 'L', summary: 'List the pages that there are'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(InternalDebug);
    return showDebugPage(this.session, argv.map(String), flags);
  }
}
