// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {injectionWebhooks} from '../../inject/injector/sources.js';
import {webhookDecisions} from '../../inject/injector/webhook-decision.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {parsePodTarget, podOf} from '../../io/kube/pods/pod-target.js';
import {equalities, type Labels} from '../../revision/label-selector.js';
import {decisionsTable} from '../../writer/inject/decisions.js';

export interface CheckInjectFlags extends GlobalFlagValues {
  labels: string;
}

/** Says which webhooks would put a proxy into a pod. */
export async function checkInject(session: Session, argv: readonly string[], flags: CheckInjectFlags): Promise<void> {
  const [text, ...more] = argv.map(String);
  if (more.length > 0 || (text === undefined) === (flags.labels === '')) {
    throw usageMistake(
      'check-inject requires only [<resource-type>/]<resource-name>[.<namespace>], or specify labels flag',
      {hint: "run 'istioctl x check-inject --help' for usage"},
    );
  }
  const cluster = await openCluster(flags);
  try {
    const namespace = flags.namespace || cluster.origin.namespace;
    const pod =
      text === undefined ? {namespace, labels: equalities(flags.labels)} : await podNamed(cluster, text, namespace);
    const home = await labelsOf(cluster, 'Namespace', {name: pod.namespace});
    const decisions = webhookDecisions(await injectionWebhooks(cluster), home, pod.labels);
    const coloured = isCompatible(flags.compat) || session.terminal.colour;
    session.print(decisionsTable(decisions, {coloured}));
  } finally {
    cluster.close();
  }
}

async function podNamed(
  cluster: ConnectedCluster,
  text: string,
  home: string,
): Promise<{namespace: string; labels: Labels}> {
  const pod = await podOf(cluster, parsePodTarget(text, home));
  return {namespace: pod.namespace, labels: await labelsOf(cluster, 'Pod', pod)};
}

async function labelsOf(
  cluster: ConnectedCluster,
  kind: 'Pod' | 'Namespace',
  key: {namespace?: string; name: string},
): Promise<Labels> {
  const object = await cluster.get({apiVersion: 'v1', kind}, key);
  if (object) return object.metadata.labels ?? {};
  throw new IstioctlError(`${kind.toLowerCase()}s ${JSON.stringify(key.name)} not found`, {
    hint: key.namespace === undefined ? 'name another with -n' : `it is looked for in namespace ${key.namespace}`,
  });
}
