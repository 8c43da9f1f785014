// SPDX-License-Identifier: Apache-2.0

import {enforcedPolicies} from '../../authz/policies.js';
import {now} from '../../cli/clock.js';
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {usageMistake, within} from '../../errors.js';
import {readDumpFile} from '../../io/dump-file.js';
import {policyTable} from '../../writer/authz/policies.js';
import {adminPage, askProxyIn} from './dump.js';

export type CheckAuthorizationFlags = GlobalFlagValues &
  FlagValues<typeof adminPort> & {
    file?: string | undefined;
  };

/** Lists the authorization policies that a proxy enforces. */
export async function checkAuthorization(
  session: Session,
  argv: readonly string[],
  flags: CheckAuthorizationFlags,
): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  if (argv.length > 1) throw usageMistake('check requires only <pod-name>[.<pod-namespace>]');
  const {file} = flags;
  const target = argv.map(String)[0];
  if (file === undefined && target === undefined) {
    throw usageMistake('expecting pod name or config dump, found: 0');
  }
  const dump =
    file === undefined
      ? await liveDump(target ?? '', flags)
      : await within(`failed to get config dump from file ${file}`, async () =>
          readConfigDump(await readDumpFile(file, session.terminal)),
        );
  const found = await within('failed to get dynamic listener dump', async () => enforcedPolicies(dump));
  for (const name of found.foreign) sayForeign(session, name, isCompatible(flags.compat));
  session.print(policyTable(found));
}

/** The reference writes this to standard output, as a line of its log. */
function sayForeign(session: Session, name: string, compatible: boolean): void {
  const text = `failed to parse policy name: ${name}`;
  if (compatible) session.print(`${now().toISOString().replace('Z', '000Z')}\terror\t${text}\n`);
  else session.say(text);
}

async function liveDump(target: string, flags: PodFlagValues & {'proxy-admin-port': number}): Promise<ConfigDump> {
  const {parsePodTarget, podOf} = await import('../../io/kube/pods/pod-target.js');
  return withCluster(flags, async (cluster, defaultNamespace) => {
    const {text, namespace} = parsePodTarget(target, defaultNamespace);
    return within(`failed to get config dump from pod ${text} in ${namespace}`, async () => {
      const pod = await podOf(cluster, {text, namespace});
      const options = {port: flags['proxy-admin-port'], failure: 'failed to execute command on Envoy'};
      return readConfigDump(await askProxyIn(cluster, pod, adminPage.listeners, options));
    });
  });
}
