// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {listInjectors} from '../../inject/injector/injectors.js';
import {injectorsText} from '../../writer/inject/injectors.js';

/** Lists the injectors of the cluster and whom they inject. */
export async function printInjectors(session: Session, flags: GlobalFlagValues): Promise<void> {
  const {istioNamespace, namespace = ''} = flags;
  const cluster = await openCluster(flags);
  try {
    session.print(injectorsText(await listInjectors(cluster, {istioNamespace, namespace})));
  } finally {
    cluster.close();
  }
}
