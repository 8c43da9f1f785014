// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {Cluster, KubeObject} from '../cluster.js';
import {mapField, recordsIn, textField} from '../verbs/fields.js';

const REPLICA_SET = {apiVersion: 'apps/v1', kind: 'ReplicaSet'};
const EVENT = {apiVersion: 'v1', kind: 'Event'};

/**
 * Returns why something that should run pods has none, in a sentence: it is scaled to 0, or its pods cannot be made (a
 * policy, a quota, a webhook that fails). Undefined where nothing of the kind is told, or it may not be looked at.
 *
 * @param object What should run them; undefined where only their labels are known.
 */
export async function whyNoPods(
  cluster: Pick<Cluster, 'list'>,
  {namespace, selector, object}: {namespace: string; selector: string; object?: KubeObject | undefined},
): Promise<string | undefined> {
  if (object && mapField(object, 'spec')?.['replicas'] === 0) {
    return `${object.kind ?? 'it'} ${object.metadata.name} is scaled to 0`;
  }
  const sets = await readable(() => cluster.list(REPLICA_SET, {namespace, labelSelector: selector}));
  for (const set of sets) {
    const failure = recordsIn(mapField(set, 'status') ?? {}, 'conditions').find(
      ({type, status}) => type === 'ReplicaFailure' && status === 'True',
    );
    if (failure) return `ReplicaSet ${set.metadata.name}: ${textField(failure, 'message') ?? 'it cannot make pods'}`;
  }
  // StatefulSets, DaemonSets and Jobs have no condition for it.
  const names = new Set([...sets.map(({metadata}) => metadata.name), ...(object ? [object.metadata.name] : [])]);
  const events = await readable(() => cluster.list(EVENT, {namespace, fieldSelector: 'reason=FailedCreate'}));
  const [last] = events
    .filter((event) => names.has(textField(mapField(event, 'involvedObject') ?? {}, 'name') ?? ''))
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  const {kind, name} = (last && mapField(last, 'involvedObject')) ?? {};
  return last && `${String(kind)} ${String(name)}: ${textField(last, 'message') ?? 'it cannot make pods'}`;
}

/** What is listed to explain something; nothing where it may not be. */
async function readable(list: () => Promise<KubeObject[]>): Promise<KubeObject[]> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}

function timeOf(event: KubeObject): string {
  return textField(event, 'lastTimestamp') ?? textField(event, 'eventTime') ?? '';
}
