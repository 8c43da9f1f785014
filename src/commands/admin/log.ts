// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {istiodSelector} from '../../actions/admin/pods.js';
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
import {port} from '../../cli/flags/global.js';
import {checkAdminPort, formatOf} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {IstioctlError, listOfErrors, usageMistake, within} from '../../errors.js';
import {revisionOrDefault} from '../../io/istiod/find.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodRequest} from '../../io/kube/pod-access.js';
import {askPod, statusLine} from '../../io/kube/pod-page.js';
import {type PodKey, somePodsWithLabels} from '../../io/kube/pod-target.js';
import {scopeText} from '../../writer/admin/scopes.js';

/** istiod answers so when it has taken an update. */
const ACCEPTED = 202;

type Ask = (request: PodRequest) => Promise<{status: number; body: Buffer}>;

export default class AdminLog extends IstioCommand {
  static override summary = 'Show and set what istiod logs';
  static override task = 'other' as const;
  static override aliases = spellings(['admin', 'istiod'], ['log', 'l']);
  static override strict = false;
  static override args = {pod: Args.string({description: 'Pod of the control plane; one of the revision if left out'})};
  static override examples = [
    {description: 'The scopes and their levels', command: '<%= config.bin %> admin log'},
    {description: 'Follow pushes in detail', command: '<%= config.bin %> admin log --level ads:debug,delta:debug'},
    {description: 'Back to the default', command: '<%= config.bin %> admin log --reset'},
  ];
  static override flags = {
    ...istiodSelector,
    ctrlz_port: port({summary: "istiod's introspection port", default: 9876}),
    level: Flags.string({summary: 'Log levels to set, as SCOPE:LEVEL, separated by commas', helpValue: 'LEVELS'}),
    'log-reset': Flags.boolean({summary: 'Set all log levels to info'}),
    output: Flags.string({
      char: 'o',
      summary: 'Output format: short, json, yaml',
      default: 'short',
      helpValue: 'FORMAT',
    }),
    reset: Flags.boolean({summary: 'Set log levels to info and stack traces to none'}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    'stack-trace-level': Flags.string({
      summary: 'Levels from which stack traces are logged, as SCOPE:LEVEL, separated by commas',
      helpValue: 'LEVELS',
    }),
    'stack-trace-reset': Flags.boolean({summary: 'Set all stack traces to none'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(AdminLog);
    checkScopeFlags(flags);
    checkAdminPort(flags.ctrlz_port);
    const format = formatOf(flags.output);
    if (argv.length > 1) throw usageMistake('at most one pod can be named');
    // What cannot be read is refused before the cluster is asked.
    const asked = updatesOf(flags);
    await withCluster(flags, async (cluster) => {
      const pod = await this.podOf(cluster, argv.map(String)[0], flags);
      const failure = `could not start port forwarder for ControlZ ${pod.name}`;
      const ask: Ask = (request) => askPod(cluster, pod, {port: flags.ctrlz_port, failure}, request);
      const updates = await updatesFor(flags, asked, ask);
      if (updates.length > 0) await update(ask, updates);
      else if (!resetOf(flags)) this.print(scopeText(await scopes(ask, 'could not get scopes information'), format));
    });
  }

  private async podOf(
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
    if (pods.length > 1) this.say(`more than 1 pods fits selector: ${selector}; will use pod: ${first.name}`);
    return first;
  }
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
