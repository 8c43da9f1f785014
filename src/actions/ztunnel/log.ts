// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {askEach} from '../../envoy/dump/log-requests.js';
import {usageMistake} from '../../errors.js';
import {ztunnelsOf} from '../../io/kube/pods/ztunnel.js';
import {loggingText} from '../../writer/envoy/logging.js';
import {logLevelPage} from '../../ztunnel/logging.js';
import type {loggingFlags} from '../proxies/logging.js';
import {checkLoggingFlags, loggingFailure, loggingProxies} from '../proxies/logging.js';
import {withZtunnels} from './dump.js';

export type ZtunnelLogFlags = GlobalFlagValues &
  FlagValues<typeof loggingFlags> & {
    level?: string | undefined;
    file?: string | undefined;
    node?: string | undefined;
  };

/** Shows or changes the log levels of ztunnels. */
export async function ztunnelLog(session: Session, argv: readonly string[], flags: ZtunnelLogFlags): Promise<void> {
  checkLoggingFlags(flags);
  if (flags.file !== undefined) throw usageMistake('--file is not applicable for this command');
  const target = argv.length === 1 ? String(argv[0]) : undefined;
  if (target !== undefined && flags.node !== undefined) {
    throw usageMistake('at most one of --node, or pod name must be passed');
  }
  const page = logLevelPage({...flags, compat: isCompatible(flags.compat)});
  if (flags.reset) session.say('log level reset; using default value "info" for Ztunnel');
  const outcomes = await withZtunnels(flags, async (cluster, namespace) => {
    const {istioNamespace, node} = flags;
    const pods = await ztunnelsOf(cluster, {target, node, namespace, istioNamespace});
    const proxies = await loggingProxies(cluster, pods, {
      port: flags['proxy-admin-port'],
      failure: 'failed to execute command on Ztunnel',
    });
    return askEach(proxies, ({post}) => post(page));
  });
  session.print(loggingText(outcomes, '\n'));
  const failure = loggingFailure(outcomes, (name, reason) => `${name}: ${reason}`);
  if (failure) throw failure;
}
