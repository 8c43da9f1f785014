// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {loggingFlags} from '../../actions/proxies/logging.js';
import {ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {ztunnelLog} from '../../actions/ztunnel/log.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class ZtunnelConfigLog extends IstioCommand {
  static override summary = 'Show and set the log levels of ztunnels';
  static override task = 'proxies' as const;
  static override changes = ['level', 'reset'];
  static override aliases = spellings(['ztunnel-config', 'zc'], ['log', 'o']);
  static override examples = [
    {description: 'What every ztunnel logs', command: '<%= config.bin %> ztunnel-config log'},
    {
      description: 'One node: connections in detail',
      command: '<%= config.bin %> zc log --node node-1 --level access=debug,info',
    },
    {description: 'Back to the default', command: '<%= config.bin %> zc log --reset'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...loggingFlags,
    level: Flags.string({
      summary: 'Levels to set (trace, debug, info, warn, error, off), as LEVEL or TARGET=LEVEL, separated by commas',
      helpValue: 'LEVELS',
    }),
    file: Flags.string({char: 'f', hidden: true}),
    node: Flags.string({summary: 'The ztunnel of this node', helpValue: 'NODE'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigLog);
    return ztunnelLog(this.session, argv.map(String), flags);
  }
}
