// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {adminLog} from '../../actions/admin/log.js';
import {istiodSelector} from '../../actions/admin/pods.js';
import {port} from '../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class AdminLog extends IstioCommand {
  static override summary = 'Show and set what istiod logs';
  static override task = 'other' as const;
  static override changes = ['level', 'log-reset', 'reset', 'stack-trace-level', 'stack-trace-reset'];
  static override aliases = spellings(['admin', 'istiod'], ['log', 'l']);
  static override strict = false;
  static override args = {pod: Args.string({description: 'Pod of the control plane; one of the revision if left out'})};
  static override examples = [
    {description: 'The scopes and their levels', command: '<%= config.bin %> admin log'},
    {description: 'Follow pushes in detail', command: '<%= config.bin %> admin log --level ads:debug,delta:debug'},
    {description: 'Back to the default', command: '<%= config.bin %> admin log --reset'},
  ];
  static override flags = {
    ...istiodSelector,
    ctrlz_port: port({summary: "istiod's introspection port", default: 9876}),
    level: Flags.string({summary: 'Log levels to set, as SCOPE:LEVEL, separated by commas', helpValue: 'LEVELS'}),
    'log-reset': Flags.boolean({summary: 'Set all log levels to info'}),
    output: Flags.string({
      char: 'o',
      summary: 'Output format: short, json, yaml',
      default: 'short',
      helpValue: 'FORMAT',
    }),
    reset: Flags.boolean({summary: 'Set log levels to info and stack traces to none'}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    'stack-trace-level': Flags.string({
      summary: 'Levels from which stack traces are logged, as SCOPE:LEVEL, separated by commas',
      helpValue: 'LEVELS',
    }),
    'stack-trace-reset': Flags.boolean({summary: 'Set all stack traces to none'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(AdminLog);
    return adminLog(this.session, argv.map(String), flags);
  }
}
