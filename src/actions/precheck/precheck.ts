// SPDX-License-Identifier: Apache-2.0
import {type Level, reaches} from '../../analysis/model/level.js';
import type {Message} from '../../analysis/model/message.js';
import {ordered, type PrintedMessage} from '../../analysis/run/order.js';
import {openCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
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

export interface PrecheckFlagValues extends GlobalFlagValues {
  'from-version'?: string | undefined;
  output: string;
  'output-threshold': Level;
  revision?: string | undefined;
  'skip-controlplane': boolean;
}

/** Says whether a cluster can take an install or an upgrade. */
export async function precheck(session: Session, flags: PrecheckFlagValues): Promise<void> {
  const compat = isCompatible(flags.compat);
  const format = formatNamed(flags.output);
  const from = flags['from-version'] ? minorVersion(flags['from-version']) : undefined;
  const cluster = await openCluster(flags);
  try {
    show(session, ordered(await found(cluster, flags, from)), {format, threshold: flags['output-threshold'], compat});
  } finally {
    cluster.close();
  }
}

function show(
  session: Session,
  messages: readonly PrintedMessage[],
  {format, threshold, compat}: {format: MessageFormat; threshold: Level; compat: boolean},
): void {
  const shown = messages
    .filter((message) => reaches(message.level, threshold))
    .map((message) => (message.subject?.kind === CLUSTER.kind ? {...message, origin: CLUSTER.kind} : message));
  // The reference colours its lines wherever they go, and leaves JSON out where there is nothing to say.
  const style = {colour: compat || session.terminal.colour, showCluster: false, linkQuery: ''};
  if (shown.length > 0 || (format !== 'log' && !compat)) session.print(messageWriters[format](shown, style));
  if (shown.length === 0) {
    const mark = session.terminal.interactive ? '\u001b[32m✔\u001b[0m' : '✔';
    session.say(`${mark} No issues found when checking the cluster. Istio is safe to install or upgrade!`);
    session.say(`  To get started, check out ${START}.`);
  }
  if (!messages.some((message) => reaches(message.level, 'Warning'))) return;
  throw new IstioctlError(
    'Issues found when checking the cluster. Istio may not be safe to install or upgrade.\n' +
      `See ${DOCUMENTATION} for more information about causes and resolutions.`,
  );
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
