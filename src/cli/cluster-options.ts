// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import type {ConnectOptions} from '../io/kube/connect.js';
import {BadValue, parseDuration} from './flag-value.js';

/** The values of the global flags that say which cluster is meant. */
export interface ClusterFlagValues {
  kubeconfig?: string | undefined;
  context?: string | undefined;
  as?: string | undefined;
  'as-group'?: string[] | undefined;
  'as-uid'?: string | undefined;
  'kubeclient-timeout'?: string | undefined;
  /** What kubectl calls the same; it wins. */
  'request-timeout'?: string | undefined;
}

/** The cluster that the global flags name. Throws for a timeout that is no duration. */
export function clusterOptions(flags: ClusterFlagValues): ConnectOptions {
  return {
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    impersonation: {user: flags.as, groups: flags['as-group'], uid: flags['as-uid']},
    requestTimeout: flags['request-timeout']
      ? timeoutOf(flags['request-timeout'], 'request-timeout')
      : timeoutOf(flags['kubeclient-timeout'] ?? '15s', 'kubeclient-timeout'),
  };
}

function timeoutOf(text: string, flag: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new IstioctlError(`invalid argument "${text}" for "--${flag}" flag: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.Usage,
      reference: {message: `error parsing ${flag}: ${error.goReason}`, exitCode: ExitCode.Failed},
    });
  }
}
