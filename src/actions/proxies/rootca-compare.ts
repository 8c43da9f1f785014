// SPDX-License-Identifier: Apache-2.0

import type {PodFlagValues} from '../../cli/cluster.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {trustedRoots} from '../../envoy/root-ca.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {adminPage, askProxy} from './dump.js';

export type CompareRootsFlags = GlobalFlagValues &
  FlagValues<typeof adminPort> & {
    output: string;
  };

/** Says whether two proxies trust the same root. */
export async function compareRoots(session: Session, argv: readonly string[], flags: CompareRootsFlags): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  if (argv.length !== 2) throw usageMistake('rootca-compare requires 2 pods as an argument');
  const first = await proxy(String(argv[0]), flags);
  const second = await proxy(String(argv[1]), flags);
  const names = `Both [${first.name}] and [${second.name}]`;
  if ([...first.roots].some((root) => second.roots.has(root))) {
    session.say(`${names} have the identical ROOTCA, theoretically the connectivity between them is available`);
    return;
  }
  throw new IstioctlError(
    `${names} have the non identical ROOTCA, theoretically the connectivity between them is unavailable`,
  );
}

async function proxy(
  target: string,
  flags: PodFlagValues & {'proxy-admin-port': number},
): Promise<{name: string; roots: Set<string>}> {
  const dump = await askProxy(target, adminPage.secrets, flags);
  return {name: dump.name, roots: trustedRoots(readConfigDump(dump))};
}
