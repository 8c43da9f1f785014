// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {proxyLog} from '../../actions/proxies/log.js';
import {loggingFlags} from '../../actions/proxies/logging.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class ProxyConfigLog extends IstioCommand {
  static override summary = 'Show and set the log levels of Envoys';
  static override task = 'proxies' as const;
  static override changes = ['level', 'reset'];
  static override aliases = spellings(['proxy-config', 'pc'], ['log', 'o']);
  static override examples = [
    {description: 'What a proxy logs', command: '<%= config.bin %> proxy-config log deploy/web.shop'},
    {
      description: 'All pods of a workload: requests in detail, everything else as it was',
      command: '<%= config.bin %> pc log deploy/web.shop --level http:debug,router:debug',
    },
    {description: 'Back to what the mesh sets', command: '<%= config.bin %> pc log -l app=web -n shop --reset'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...loggingFlags,
    selector: Flags.string({char: 'l', summary: 'Pods with these labels', helpValue: 'LABELS'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigLog);
    return proxyLog(this.session, argv.map(String), flags);
  }
}
