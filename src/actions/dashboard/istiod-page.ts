// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';
import {dashboardFlags, podFor, podLabels} from './page.js';

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

/** Throws an IstioctlError where the pod is not chosen in exactly one way. */
export function checkChoice(argv: readonly unknown[], {selector, revision}: IstiodChoice): void {
  const ways = [argv.length > 0, Boolean(selector), Boolean(revision)].filter(Boolean).length;
  if (ways === 0) throw usageMistake('specify a pod, --selector, or --revision');
  if (ways > 1) throw usageMistake('only one of name, --selector, or --revision can be specified');
}

export function istiodOf(
  session: Session,
  cluster: ConnectedCluster,
  namespace: string,
  {target, selector, revision}: IstiodChoice,
): Promise<PodKey> {
  const labels = selector || `istio.io/rev=${revision}`;
  return podFor(session, cluster, {target, selector: `${labels},app=istiod`, namespace});
}
