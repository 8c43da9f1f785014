// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type Level, reaches} from '../../analysis/level.js';
import type {Message} from '../../analysis/message.js';
import {ordered, type PrintedMessage} from '../../analysis/order.js';
import {clusterOptions} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {level} from '../../cli/flags/analyze.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {type ConnectedCluster, connect} from '../../io/kube/connect.js';
import {changedDefaults, minorVersion} from '../../precheck/changed-defaults.js';
import {alphaFeatures, CLUSTER, installRights, kubernetesVersion} from '../../precheck/cluster-checks.js';
import {gatewayApiVersions} from '../../precheck/gateway-api.js';
import {DOCUMENTATION} from '../../writer/analysis/documentation.js';
import {type MessageFormat, messageWriters} from '../../writer/analysis/messages.js';

const START = 'https://istio.io/latest/docs/setup/getting-started/';

interface PrecheckFlags {
  'from-version'?: string | undefined;
  istioNamespace: string;
  namespace?: string | undefined;
  'output-threshold': Level;
  revision?: string | undefined;
  'skip-controlplane': boolean;
}

export default class Precheck extends IstioCommand {
  static override summary = 'Check whether Istio can be installed or upgraded in the cluster';
  static override description = 'Looks at the version of Kubernetes, at your rights and at what is installed already.';
  static override aliases = [...spellings(['experimental', 'x', 'exp'], ['precheck']), 'precheck'];
  static override examples = [
    {description: 'Before an install', command: '<%= config.bin %> x precheck'},
    {description: 'Before an upgrade from 1.21', command: '<%= config.bin %> x precheck --from-version 1.21'},
  ];
  static override flags = {
    'from-version': Flags.string({
      char: 'f',
      summary: 'Look for what an upgrade from this version changes, such as 1.21',
      helpValue: 'VERSION',
    }),
    output: Flags.string({char: 'o', summary: 'Output format: log, json, yaml', default: 'log', helpValue: 'FORMAT'}),
    'output-threshold': level({summary: 'Level of messages that are shown', default: 'Warning'}),
    revision: Flags.string({char: 'r', summary: 'Revision whose deployments are looked at', helpValue: 'NAME'}),
    'skip-controlplane': Flags.boolean({summary: 'Only look for what an upgrade changes'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Precheck);
    const compat = isCompatible(flags.compat);
    const format = formatNamed(flags.output);
    const from = flags['from-version'] ? minorVersion(flags['from-version']) : undefined;
    const cluster = await connect(clusterOptions(flags));
    try {
      this.show(ordered(await found(cluster, flags, from)), {format, threshold: flags['output-threshold'], compat});
    } finally {
      cluster.close();
    }
  }

  private show(
    messages: readonly PrintedMessage[],
    {format, threshold, compat}: {format: MessageFormat; threshold: Level; compat: boolean},
  ): void {
    const shown = messages
      .filter((message) => reaches(message.level, threshold))
      .map((message) => (message.subject?.kind === CLUSTER.kind ? {...message, origin: CLUSTER.kind} : message));
    // The reference colours its lines wherever they go, and leaves JSON out where there is nothing to say.
    const style = {colour: compat || this.terminal.colour, showCluster: false, linkQuery: ''};
    if (shown.length > 0 || (format !== 'log' && !compat)) this.print(messageWriters[format](shown, style));
    if (shown.length === 0) {
      const mark = this.terminal.interactive ? '\u001b[32m✔\u001b[0m' : '✔';
      this.say(`${mark} No issues found when checking the cluster. Istio is safe to install or upgrade!`);
      this.say(`  To get started, check out ${START}.`);
    }
    if (!messages.some((message) => reaches(message.level, 'Warning'))) return;
    throw new IstioctlError(
      'Issues found when checking the cluster. Istio may not be safe to install or upgrade.\n' +
        `See ${DOCUMENTATION} for more information about causes and resolutions.`,
    );
  }
}

async function found(cluster: ConnectedCluster, flags: PrecheckFlags, from: number | undefined): Promise<Message[]> {
  const {istioNamespace, namespace = '', revision = ''} = flags;
  const checks: Promise<Message[]>[] = [];
  if (!flags['skip-controlplane']) {
    checks.push(kubernetesVersion(cluster), installRights(cluster, istioNamespace), gatewayApiVersions(cluster));
    // What is only worth an Info need not be read where it is not shown.
    const isShown = reaches('Info', flags['output-threshold']);
    if (isShown) checks.push(alphaFeatures(cluster, {namespace, revision, istioNamespace}));
  }
  if (from !== undefined) checks.push(changedDefaults(cluster, from));
  return (await Promise.all(checks)).flat();
}

function formatNamed(text: string): MessageFormat {
  const formats = Object.keys(messageWriters);
  const format = formats.find((name): name is MessageFormat => name === text);
  if (format) return format;
  throw usageMistake(`invalid format, expected one of [${formats.join(' ')}] but got "${text}"`);
}
