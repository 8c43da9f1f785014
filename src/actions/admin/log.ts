// SPDX-License-Identifier: Apache-2.0
import {
  checkScopeFlags,
  resetOf,
  type Scope,
  type ScopeFlags,
  type ScopeUpdate,
  scopesIn,
  updateBody,
  updatesOf,
} from '../../admin/scopes.js';
import {withCluster} from '../../cli/cluster.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import {checkAdminPort, formatOf} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, listOfErrors, usageMistake, within} from '../../errors.js';
import {revisionOrDefault} from '../../io/istiod/find.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodRequest} from '../../io/kube/pods/pod-access.js';
import {askPod, statusLine} from '../../io/kube/pods/pod-page.js';
import {type PodKey, somePodsWithLabels} from '../../io/kube/pods/pod-target.js';
import {scopeText} from '../../writer/admin/scopes.js';
import type {istiodSelector} from './pods.js';

/** istiod answers so when it has taken an update. */
const ACCEPTED = 202;

type Ask = (request: PodRequest) => Promise<{status: number; body: Buffer}>;

export type AdminLogFlags = GlobalFlagValues &
  FlagValues<typeof istiodSelector> & {
    ctrlz_port: number;
    level?: string | undefined;
    'log-reset': boolean;
    output: string;
    reset: boolean;
    revision?: string | undefined;
    'stack-trace-level'?: string | undefined;
    'stack-trace-reset': boolean;
  };

/** Shows or changes what istiod logs. */
export async function adminLog(session: Session, argv: readonly string[], flags: AdminLogFlags): Promise<void> {
  checkScopeFlags(flags);
  checkAdminPort(flags.ctrlz_port);
  const format = formatOf(flags.output);
  if (argv.length > 1) throw usageMistake('at most one pod can be named');
  // What cannot be read is refused before the cluster is asked.
  const asked = updatesOf(flags);
  await withCluster(flags, async (cluster) => {
    const pod = await podOf(session, cluster, argv.map(String)[0], flags);
    const failure = `could not start port forwarder for ControlZ ${pod.name}`;
    const ask: Ask = (request) => askPod(cluster, pod, {port: flags.ctrlz_port, failure}, request);
    const updates = await updatesFor(flags, asked, ask);
    if (updates.length > 0) await update(ask, updates);
    else if (!resetOf(flags)) session.print(scopeText(await scopes(ask, 'could not get scopes information'), format));
  });
}

async function podOf(
  session: Session,
  cluster: ConnectedCluster,
  name: string | undefined,
  flags: {istioNamespace: string; revision?: string | undefined; selector: string},
): Promise<PodKey> {
  const namespace = flags.istioNamespace;
  if (name !== undefined) return {namespace, name};
  const revision = `istio.io/rev=${await revisionOrDefault(cluster, flags.revision)}`;
  const selector = flags.selector === '' ? revision : `${flags.selector},${revision}`;
  const pods = await somePodsWithLabels(cluster, selector, namespace);
  const [first] = pods;
  if (pods.length > 1) session.say(`more than 1 pods fits selector: ${selector}; will use pod: ${first.name}`);
  return first;
}

async function updatesFor(flags: ScopeFlags, asked: ScopeUpdate[], ask: Ask): Promise<ScopeUpdate[]> {
  const reset = resetOf(flags);
  if (!reset) return asked;
  return (await scopes(ask, 'could not get all scopes')).map(({name}) => ({name, ...reset}));
}

async function scopes(ask: Ask, failure: string): Promise<Scope[]> {
  const {status, body} = await ask({method: 'GET', path: '/scopej'});
  if (status !== 200) throw new IstioctlError(`${failure}: request not successful ${statusLine(status)}`);
  return within(failure, async () => scopesIn(body.toString('utf8')));
}

/** Makes all updates side by side. Throws an IstioctlError that names every scope that was not changed. */
async function update(ask: Ask, updates: readonly ScopeUpdate[]): Promise<void> {
  const failures = await Promise.all(
    updates.map(async (each) => {
      const {status} = await ask({
        method: 'PUT',
        path: `/scopej/${encodeURIComponent(each.name)}`,
        headers: {'Content-Type': 'application/json'},
        body: updateBody(each),
      });
      return status === ACCEPTED
        ? []
        : [`failed updating Scope ${each.name}: cannot update resource ${each.name}, got status ${statusLine(status)}`];
    }),
  );
  const messages = failures.flat();
  if (messages.length > 0)
    throw new IstioctlError(messages.length === 1 ? (messages[0] ?? '') : listOfErrors(messages));
}
