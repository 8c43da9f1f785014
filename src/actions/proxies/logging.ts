// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPort, checkAdminPort} from '../../cli/flags/proxy.js';
import type {LoggingOutcome, LoggingProxy} from '../../envoy/dump/log-requests.js';
import {type ErrorDetails, IstioctlError, listOfErrors, usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';

/** What the commands about log levels have. */
export const loggingFlags = {
  ...adminPort,
  output: Flags.string({char: 'o', hidden: true, default: 'short'}),
  level: Flags.string({
    summary: 'Levels to set, as LEVEL or LOGGER:LEVEL, separated by commas',
    helpValue: 'LEVELS',
  }),
  reset: Flags.boolean({char: 'r', summary: 'Set the levels back to the default'}),
};

interface LoggingFlagValues {
  'proxy-admin-port': number;
  output: string;
  level?: string | undefined;
  reset: boolean;
}

/** Throws an IstioctlError for flags that do not go together. */
export function checkLoggingFlags(flags: LoggingFlagValues): void {
  checkAdminPort(flags['proxy-admin-port']);
  if (flags.output !== 'short') throw usageMistake('--output is not applicable for this command');
  if (flags.reset && flags.level !== undefined) throw usageMistake('--level cannot be combined with --reset');
}

/** The admin ports of the proxies in pods; `failure` is what a failure is called before its reason. */
export async function loggingProxies(
  cluster: ConnectedCluster,
  pods: readonly PodKey[],
  {port, failure}: {port: number; failure: string},
): Promise<LoggingProxy[]> {
  const {proxyAdmin} = await import('../../io/kube/pods/proxy-admin.js');
  return pods.map((pod) => {
    const admin = proxyAdmin(cluster, pod, {port, failure});
    const post = async (page: string): Promise<string> => (await admin.post(page)).toString('utf8');
    return {name: `${pod.name}.${pod.namespace}`, post};
  });
}

/** The error for the proxies that failed, undefined when none did. */
export function loggingFailure(
  outcomes: readonly LoggingOutcome[],
  describe: (name: string, reason: string) => string,
): IstioctlError | undefined {
  const failures = outcomes.flatMap(({name, answer}) => (answer instanceof Error ? [{name, error: answer}] : []));
  const messages = failures.map(({name, error}) => describe(name, error.message));
  const [first] = failures;
  if (!first) return undefined;
  const hints = new Set(failures.flatMap(({error}) => (error instanceof IstioctlError ? (error.hint ?? []) : [])));
  const details: ErrorDetails = {cause: first.error, ...(hints.size > 0 && {hint: [...hints].join(' ')})};
  if (messages.length === 1) return new IstioctlError(messages[0] ?? '', details);
  return new IstioctlError(listOfErrors(messages), details);
}
