// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {monitoringPort} from '../../io/istiod/debug.js';
import {revisionOrDefault} from '../../io/istiod/find.js';
import type {istiodPageFlags} from './istiod-page.js';
import {checkChoice, istiodOf} from './istiod-page.js';
import {showPage} from './page.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

export type ShowIstiodDebugFlags = GlobalFlagValues & FlagValues<typeof istiodPageFlags>;

/** Forwards a port to the debug pages of an istiod. */
export async function showIstiodDebug(
  session: Session,
  argv: readonly string[],
  flags: ShowIstiodDebugFlags,
): Promise<void> {
  checkChoice(argv, flags);
  const {selector, revision} = flags;
  await showPage(session, flags, async (cluster) => {
    // The reference takes a pod of the revision whatever is named.
    const choice = isCompatible(flags.compat)
      ? {revision: await revisionOrDefault(cluster, revision)}
      : {target: argv.map(String)[0], selector, revision};
    const pod = await istiodOf(session, cluster, flags.istioNamespace, choice);
    return {pod, port: monitoringPort(await cluster.get(POD, pod)), path: '/debug'};
  });
}
