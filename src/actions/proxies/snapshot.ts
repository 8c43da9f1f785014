// SPDX-License-Identifier: Apache-2.0

import {now} from '../../cli/clock.js';
import type {proxyPace, proxySelection} from '../../cli/flags/fleet.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {quantity} from '../../quantity.js';
import {tellOf} from './many.js';

export type SnapshotProxiesFlags = GlobalFlagValues &
  FlagValues<typeof adminPort> &
  FlagValues<typeof proxySelection> &
  FlagValues<typeof proxyPace> & {
    'output-dir': string;
  };

/** Writes the configuration of proxies into a folder. */
export async function snapshotProxies(
  session: Session,
  argv: readonly string[],
  flags: SnapshotProxiesFlags,
): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  const {withProxies} = await import('./source.js');
  const {takeSnapshot} = await import('../../fleet/take-snapshot.js');
  const {createSnapshot} = await import('../../io/snapshot-folder.js');
  const folder = flags['output-dir'];
  const snapshot = createSnapshot(folder);
  const takenAt = now().toISOString();
  const signal = session.interrupted;
  await withProxies(argv.map(String), flags, session.terminal, async ({source, proxies}) => {
    const {concurrency = 20, 'proxy-timeout': timeout = 15_000} = flags;
    const result = await takeSnapshot(source, proxies, snapshot, {concurrency, timeout, signal});
    const {complete} = result;
    snapshot.finish({apiVersion: 'istioctl/v1', kind: 'ProxySnapshot', takenAt, complete, proxies: result.proxies});
    const saved = result.proxies.length - result.unreachable.length;
    session.say(`Saved ${saved} of ${quantity(proxies.length, 'proxy', 'proxies')} in ${folder}`);
    if (!complete) throw new IstioctlError('interrupted', {exitCode: ExitCode.Interrupted});
    tellOf(session, result.unreachable, proxies.length);
  });
}
