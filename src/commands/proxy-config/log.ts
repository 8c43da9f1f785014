// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {checkLoggingFlags, loggingFailure, loggingFlags, loggingProxies} from '../../actions/proxies/logging.js';
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {setLogLevels} from '../../envoy/log-requests.js';
import {type LogLevels, readLogLevels, resetLevel} from '../../envoy/logging.js';
import {usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {mapField, textField} from '../../io/kube/fields.js';
import {type PodKey, parsePodTarget, podsOf, somePodsWithLabels} from '../../io/kube/pod-target.js';
import {loggingText} from '../../writer/envoy/logging.js';

const INJECTOR = 'istio-sidecar-injector';

export default class ProxyConfigLog extends IstioCommand {
  static override summary = 'Show and set the log levels of Envoys';
  static override task = 'proxies' as const;
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
    checkLoggingFlags(flags);
    const {selector} = flags;
    const [target] = argv;
    if (!selector && target === undefined) throw usageMistake('log requires pod name or --selector');
    const outcomes = await withCluster(flags, async (cluster, namespace) => {
      const pods = await this.pods(cluster, {selector, target: String(target), namespace});
      const proxies = await loggingProxies(cluster, pods, {
        port: flags['proxy-admin-port'],
        failure: 'failed to execute command on Envoy',
      });
      const reset = flags.reset ? await this.resetLevels(cluster, flags) : undefined;
      return setLogLevels(proxies, (loggers) => reset ?? readLogLevels(flags.level ?? '', loggers));
    });
    this.print(loggingText(outcomes));
    const failure = loggingFailure(outcomes, (name, reason) => `error configuring log level for ${name}: ${reason}`);
    if (failure) throw failure;
  }

  private pods(
    cluster: ConnectedCluster,
    {selector, target, namespace}: {selector: string | undefined; target: string; namespace: string},
  ): Promise<PodKey[]> {
    return selector
      ? somePodsWithLabels(cluster, selector, namespace)
      : podsOf(cluster, parsePodTarget(target, namespace));
  }

  /** The level that the injector gives to new proxies. */
  private async resetLevels(
    cluster: ConnectedCluster,
    flags: {istioNamespace: string; compat?: string | undefined},
  ): Promise<LogLevels> {
    const level = resetLevel(await injectorValues(cluster, flags.istioNamespace), {compat: isCompatible(flags.compat)});
    if (level === undefined) {
      this.say(`unable to get logLevel from ConfigMap ${INJECTOR}, using default value "warning" for envoy proxies`);
    }
    return {all: level ?? 'warning', loggers: new Map()};
  }
}

/** Empty where they cannot be had: a level can be reset without. */
async function injectorValues(cluster: ConnectedCluster, namespace: string): Promise<string> {
  try {
    const configMap = await cluster.get({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace, name: INJECTOR});
    return textField(mapField(configMap ?? {}, 'data') ?? {}, 'values') ?? '';
  } catch {
    return '';
  }
}
