// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodKey} from '../../io/kube/pod-target.js';
import {DashboardCommand, dashboardFlags, podLabels} from './page.js';

/** What the pages of istiod have. */
export const istiodPageFlags = {
  ...dashboardFlags,
  ...podLabels,
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
};

interface IstiodChoice {
  target?: string | undefined;
  selector?: string | undefined;
  revision?: string | undefined;
}

/** A dashboard of an istiod that is named, or chosen by labels or by its revision. */
export abstract class IstiodPageCommand extends DashboardCommand {
  /** Throws an IstioctlError where the pod is not chosen in exactly one way. */
  protected checkChoice(argv: readonly unknown[], {selector, revision}: IstiodChoice): void {
    const ways = [argv.length > 0, Boolean(selector), Boolean(revision)].filter(Boolean).length;
    if (ways === 0) throw usageMistake('specify a pod, --selector, or --revision');
    if (ways > 1) throw usageMistake('only one of name, --selector, or --revision can be specified');
  }

  protected istiodOf(
    cluster: ConnectedCluster,
    namespace: string,
    {target, selector, revision}: IstiodChoice,
  ): Promise<PodKey> {
    const labels = selector || `istio.io/rev=${revision}`;
    return this.podOf(cluster, {target, selector: `${labels},app=istiod`, namespace});
  }
}
