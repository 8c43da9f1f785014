// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import {integer, port} from '../../cli/flags/global.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import type {Addon} from '../../dashboard/addons.js';
import {pageUrl} from '../../dashboard/addons.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {LocalPort} from '../../io/kube/pods/pod-access.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';

/** What all dashboards have. */
export const dashboardFlags = {
  address: Flags.string({summary: 'Local address to listen on', default: 'localhost', helpValue: 'ADDRESS'}),
  browser: Flags.boolean({summary: 'Open the page in a browser', default: true}),
  port: port({char: 'p', summary: "Local port; the pod's own if left out, or a free one", default: 0}),
};

/** `--selector`, where pods can be chosen by labels. */
export const podLabels = {
  selector: Flags.string({char: 'l', summary: 'Label selector of pods', helpValue: 'SELECTOR'}),
};

/** `--ui-port`, with what it is when left out. */
export function uiPort(port: number) {
  return {'ui-port': integer({summary: 'Port of the pod that serves the page', default: port})};
}

export type DashboardFlagValues = PodFlagValues & {
  address: string;
  browser: boolean;
  port: number;
  istioNamespace: string;
};

/** A page of a pod. */
export interface PodPage {
  pod: PodKey;
  port: number;
  path: string;
}

/** Forwards a port to what `find` finds, says where it is, opens it, and stays until Ctrl-C. */
export async function showPage(
  session: Session,
  flags: DashboardFlagValues,
  find: (cluster: ConnectedCluster, namespace: string) => Promise<PodPage>,
): Promise<void> {
  await withCluster(flags, async (cluster, namespace) => {
    const page = await find(cluster, namespace);
    const forwarded = await forward(session, cluster, page, () => find(cluster, namespace), flags);
    const {interrupted} = session;
    const url = pageUrl(flags.address, forwarded.port, page.path);
    session.print(`${url}\n`);
    if (flags.browser) await openPage(session, url);
    else session.print('skipping opening a browser');
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      else interrupted.addEventListener('abort', () => resolve(), {once: true});
    });
    await forwarded.close();
  });
}

/** The page of an addon, in the namespace of the control plane or else in the default one. */
export function showAddon(
  session: Session,
  {selector, path}: Addon,
  flags: DashboardFlagValues & {'ui-port': number},
): Promise<void> {
  return showPage(session, flags, async (cluster, namespace) => {
    const {podsWithLabels} = await import('../../io/kube/pods/pod-target.js');
    let pods = await podsWithLabels(cluster, selector, flags.istioNamespace);
    if (pods.length === 0) pods = await podsWithLabels(cluster, selector, namespace);
    if (pods.length === 0) {
      throw new IstioctlError(`no pods found with selector ${selector}`, {
        hint: `neither in namespace ${flags.istioNamespace} nor in ${namespace}; -n and -i name others`,
      });
    }
    return {pod: firstOf(session, pods, selector), port: flags['ui-port'], path};
  });
}

/** The admin page of a proxy, named or chosen by labels. */
export async function showProxy(
  session: Session,
  argv: readonly unknown[],
  flags: DashboardFlagValues & {'ui-port': number; selector?: string | undefined},
): Promise<void> {
  checkAdminPort(flags['ui-port']);
  const {selector} = flags;
  if (argv.length === 0 && !selector) throw usageMistake('specify a pod or --selector');
  if (argv.length > 0 && selector) {
    throw usageMistake('name cannot be provided when a selector is specified');
  }
  await showPage(session, flags, async (cluster, namespace) => {
    const pod = await podFor(session, cluster, {target: argv.map(String)[0], selector, namespace});
    return {pod, port: flags['ui-port'], path: ''};
  });
}

/** The pod of that name, else the first with those labels. */
export async function podFor(
  session: Session,
  cluster: ConnectedCluster,
  {target, selector = '', namespace}: {target?: string | undefined; selector?: string | undefined; namespace: string},
): Promise<PodKey> {
  const {parsePodTarget, podOf, somePodsWithLabels} = await import('../../io/kube/pods/pod-target.js');
  if (target !== undefined) return podOf(cluster, parsePodTarget(target, namespace));
  return firstOf(session, await somePodsWithLabels(cluster, selector, namespace), selector);
}

function firstOf(session: Session, pods: readonly PodKey[], selector: string): PodKey {
  const [first] = pods;
  if (!first) throw new RangeError('there is at least one');
  if (pods.length > 1) session.say(`more than 1 pods fits selector: ${selector}; will use pod: ${first.name}`);
  return first;
}

/** A local port for the page: the one that is asked for, else the pod's own number, else a free one. */
async function forward(
  session: Session,
  cluster: ConnectedCluster,
  page: PodPage,
  find: () => Promise<PodPage>,
  flags: {address: string; port: number},
): Promise<LocalPort> {
  const {reasonInPod} = await import('../../io/kube/pods/pod-reason.js');
  const {listenLocally} = await import('../../io/kube/verbs/local-port.js');
  const {followPod} = await import('./following-pod.js');
  const reason = await reasonInPod(cluster, page.pod);
  if (reason) throw notForwarded(reason.message, reason.hint);
  let {pod} = page;
  const {port} = page;
  const dial = followPod(cluster, page, find, (before, after) => {
    session.say(`pod ${before.pod.name} is unavailable; using pod ${after.pod.name}`);
    pod = after.pod;
  });
  const options = {
    address: flags.address === 'localhost' ? '127.0.0.1' : flags.address,
    onError: (error: Error) => session.say(`connection to port ${port} of pod ${pod.name} failed: ${error.message}`),
  };
  const choices = flags.port === 0 ? [port, 0] : [flags.port];
  let failure: IstioctlError | undefined;
  for (const localPort of choices) {
    try {
      return await listenLocally(dial, {...options, localPort});
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      failure = error;
    }
  }
  throw notForwarded(failure?.message ?? '', failure?.hint);
}

async function openPage(session: Session, url: string): Promise<void> {
  const {openBrowser} = await import('../../io/browser.js');
  const opened = await openBrowser(url);
  if (opened === 'platform') {
    session.print(`Unsupported platform ${JSON.stringify(process.platform)}; open ${url} in your browser.\n`);
  } else if (!opened) session.print(`Failed to open browser; open ${url} in your browser.\n`);
}

function notForwarded(reason: string, hint: string | undefined): IstioctlError {
  return new IstioctlError(`failure running port forward process: ${reason}`, {...(hint !== undefined && {hint})});
}
