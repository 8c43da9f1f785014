// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import * as Flags from '@oclif/core/flags';
import type {Check as CheckDefinition, Group} from '../../check/check.js';
import type {AskIstiods, CheckSettings} from '../../check/facts.js';
import {type CheckReport, runChecks, selectChecks} from '../../check/run.js';
import {clusterOptions} from '../../cli/cluster.js';
import {duration, output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {reachIstiods} from '../../io/istiod/reachable.js';
import {type ConnectedCluster, connect} from '../../io/kube/connect.js';
import {quantity} from '../../quantity.js';
import {REVISION} from '../../revision/labels.js';
import {ISTIO_VERSION as version} from '../../version/client-version.js';
import {checkJson} from '../../writer/check/json.js';
import {checkJunit} from '../../writer/check/junit.js';
import {checkText} from '../../writer/check/text.js';

/** Milliseconds between rounds of `--wait`. */
const INTERVAL = 2000;

export default class Check extends IstioCommand {
  static override summary = 'Look whether a mesh is healthy, or a cluster fit for one';
  static override task = 'install' as const;
  static override description =
    `Ends with 79 when a check failed, with 80 when one could not be made and --strict is given, with 124 when --wait was
not long enough. Each check has an id; \`istioctl check explain ID\` says what it means and what to do.`;
  static override examples = [
    {description: 'All of the mesh', command: '<%= config.bin %> check'},
    {description: 'Before an install', command: '<%= config.bin %> check --pre'},
    {description: 'Until it is healthy, for CI', command: '<%= config.bin %> check --wait 5m -o junit'},
    {description: 'The proxies of a namespace', command: '<%= config.bin %> check --proxy -n shop'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Proxies of all namespaces, which is the default'}),
    ambient: Flags.boolean({summary: 'Only istio-cni, ztunnel and waypoints'}),
    certs: Flags.boolean({summary: 'Only certificates'}),
    only: Flags.string({summary: 'Only the check of this id; may be repeated', multiple: true, helpValue: 'ID'}),
    output: output(['text', 'json', 'junit'], 'text'),
    pre: Flags.boolean({summary: 'What an install needs, before there is one'}),
    proxy: Flags.boolean({summary: 'Only proxies'}),
    skip: Flags.string({summary: 'Leave the check of this id out; may be repeated', multiple: true, helpValue: 'ID'}),
    strict: Flags.boolean({summary: 'A check that cannot be made counts, too'}),
    wait: duration({summary: 'Try again for so long, until no check fails'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Check);
    const groups: Group[] = [
      ...(flags.proxy ? ['proxies' as const] : []),
      ...(flags.ambient ? ['ambient' as const] : []),
      ...(flags.certs ? ['certificates' as const] : []),
    ];
    const {only = [], skip = [], pre: before = false} = flags;
    const checks = selectChecks({before, groups, only, skip});
    if (checks.length === 0) throw new IstioctlError('these flags leave no check to make', {exitCode: ExitCode.Usage});
    const namespace = flags['all-namespaces'] ? undefined : flags.namespace;
    const settings = {istioNamespace: flags.istioNamespace, namespace, version, now: new Date()};
    const cluster = await connect(clusterOptions(flags));
    try {
      // Without it every check would say the same.
      await cluster.serverVersion();
      const report = await this.untilHealthy(cluster, checks, settings, flags.wait);
      this.print(this.written(report, flags.output));
      const failure = failureOf(report, {waited: flags.wait, strict: flags.strict ?? false});
      if (failure !== undefined) throw failure;
    } finally {
      cluster.close();
    }
  }

  private async untilHealthy(
    cluster: ConnectedCluster,
    checks: readonly CheckDefinition[],
    settings: CheckSettings,
    wait = 0,
  ): Promise<CheckReport> {
    const deadline = Date.now() + wait;
    let told = '';
    for (;;) {
      const report = await runChecks(cluster, checks, settings, askIstiods);
      const left = deadline - Date.now();
      if (report.counts.failed === 0 || left <= 0) return report;
      const failing = report.results.filter(({level}) => level === 'failed').map(({text}) => text);
      const text = `Waiting: ${failing[0]}${failing.length > 1 ? `, and ${failing.length - 1} more` : ''}`;
      if (text !== told) this.say(text);
      told = text;
      await sleep(Math.min(INTERVAL, left));
    }
  }

  private written(report: CheckReport, format: string): string {
    if (format === 'json') return checkJson(report);
    if (format === 'junit') return checkJunit(report);
    return checkText(report, {color: this.terminal.interactive});
  }
}

const askIstiods: AskIstiods = async (cluster, istioNamespace) => {
  const istiods = await reachIstiods(cluster, istioNamespace);
  return istiods.map(({pod, ...answers}) => ({
    id: `${pod.metadata.name}.${istioNamespace}`,
    revision: pod.metadata.labels?.[REVISION] ?? 'default',
    ...answers,
  }));
};

function failureOf(
  {counts}: CheckReport,
  {waited, strict}: {waited: number | undefined; strict: boolean},
): IstioctlError | undefined {
  const {failed, skipped} = counts;
  if (failed > 0) {
    const message = `${quantity(failed, 'check')} failed`;
    return new IstioctlError(message, {exitCode: waited === undefined ? ExitCode.Findings : ExitCode.TimedOut});
  }
  if (!strict || skipped === 0) return undefined;
  const message = `${quantity(skipped, 'check')} could not be made`;
  return new IstioctlError(message, {exitCode: ExitCode.NotChecked});
}
