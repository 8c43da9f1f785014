// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {checkLoggingFlags, loggingFailure, loggingFlags, loggingProxies} from '../../actions/proxies/logging.js';
import {withZtunnels, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {isCompatible} from '../../cli/compat.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {askEach} from '../../envoy/log-requests.js';
import {usageMistake} from '../../errors.js';
import {ztunnelsOf} from '../../io/kube/ztunnel.js';
import {loggingText} from '../../writer/envoy/logging.js';
import {logLevelPage} from '../../ztunnel/logging.js';

export default class ZtunnelConfigLog extends IstioCommand {
  static override summary = 'Show and set the log levels of ztunnels';
  static override task = 'proxies' as const;
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
    checkLoggingFlags(flags);
    if (flags.file !== undefined) throw usageMistake('--file is not applicable for this command');
    const target = argv.length === 1 ? String(argv[0]) : undefined;
    if (target !== undefined && flags.node !== undefined) {
      throw usageMistake('at most one of --node, or pod name must be passed');
    }
    const page = logLevelPage({...flags, compat: isCompatible(flags.compat)});
    if (flags.reset) this.say('log level reset; using default value "info" for Ztunnel');
    const outcomes = await withZtunnels(flags, async (cluster, namespace) => {
      const {istioNamespace, node} = flags;
      const pods = await ztunnelsOf(cluster, {target, node, namespace, istioNamespace});
      const proxies = await loggingProxies(cluster, pods, {
        port: flags['proxy-admin-port'],
        failure: 'failed to execute command on Ztunnel',
      });
      return askEach(proxies, ({post}) => post(page));
    });
    this.print(loggingText(outcomes, '\n'));
    const failure = loggingFailure(outcomes, (name, reason) => `${name}: ${reason}`);
    if (failure) throw failure;
  }
}
