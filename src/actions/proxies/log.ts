// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {setLogLevels} from '../../envoy/dump/log-requests.js';
import {type LogLevels, readLogLevels, resetLevel} from '../../envoy/dump/logging.js';
import {usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type PodKey, parsePodTarget, podsOf, somePodsWithLabels} from '../../io/kube/pods/pod-target.js';
import {mapField, textField} from '../../io/kube/verbs/fields.js';
import {loggingText} from '../../writer/envoy/logging.js';
import type {loggingFlags} from './logging.js';
import {checkLoggingFlags, loggingFailure, loggingProxies} from './logging.js';

const INJECTOR = 'istio-sidecar-injector';

export type ProxyLogFlags = GlobalFlagValues &
  FlagValues<typeof loggingFlags> & {
    selector?: string | undefined;
  };

/** Shows or changes the log levels of proxies. */
export async function proxyLog(session: Session, argv: readonly string[], flags: ProxyLogFlags): Promise<void> {
  checkLoggingFlags(flags);
  const {selector} = flags;
  const [target] = argv;
  if (!selector && target === undefined) throw usageMistake('log requires pod name or --selector');
  const outcomes = await withCluster(flags, async (cluster, namespace) => {
    const pods = await podsMeant(cluster, {selector, target: String(target), namespace});
    const proxies = await loggingProxies(cluster, pods, {
      port: flags['proxy-admin-port'],
      failure: 'failed to execute command on Envoy',
    });
    const reset = flags.reset ? await resetLevels(session, cluster, flags) : undefined;
    return setLogLevels(proxies, (loggers) => reset ?? readLogLevels(flags.level ?? '', loggers));
  });
  session.print(loggingText(outcomes));
  const failure = loggingFailure(outcomes, (name, reason) => `error configuring log level for ${name}: ${reason}`);
  if (failure) throw failure;
}

function podsMeant(
  cluster: ConnectedCluster,
  {selector, target, namespace}: {selector: string | undefined; target: string; namespace: string},
): Promise<PodKey[]> {
  return selector
    ? somePodsWithLabels(cluster, selector, namespace)
    : podsOf(cluster, parsePodTarget(target, namespace));
}

/** The level that the injector gives to new proxies. */
async function resetLevels(
  session: Session,
  cluster: ConnectedCluster,
  flags: {istioNamespace: string; compat?: string | undefined},
): Promise<LogLevels> {
  const level = resetLevel(await injectorValues(cluster, flags.istioNamespace), {compat: isCompatible(flags.compat)});
  if (level === undefined) {
    session.say(`unable to get logLevel from ConfigMap ${INJECTOR}, using default value "warning" for envoy proxies`);
  }
  return {all: level ?? 'warning', loggers: new Map()};
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
