// SPDX-License-Identifier: Apache-2.0
import {conditionOf, countIn} from '../install/apply/field.js';
import {refusalIn, timeOfEvent} from '../install/explain/trouble.js';
import type {KubeObject} from '../io/kube/cluster.js';
import {getIn, textIn} from '../manifest/input/tree.js';

/** A workload whose pods the API server refuses to make. */
export interface Refused {
  /** `shop/ReplicaSet cart-5d9` */
  maker: string;
  namespace: string;
  /** The words of the refusal, without the names of pods, which are others each time. */
  reason: string;
}

/**
 * Returns the workloads that lack pods because the API server refuses them. ReplicaSets say so in a condition; for
 * StatefulSets and DaemonSets only events do, which are kept when it is over.
 *
 * @param makers ReplicaSets, StatefulSets and DaemonSets.
 * @param events Those with the reason FailedCreate.
 */
export function refusedWorkloads(makers: readonly KubeObject[], events: readonly KubeObject[]): Refused[] {
  return makers.flatMap((maker) => {
    const reason = reasonOf(maker, events);
    if (reason === undefined) return [];
    const {namespace = '', name} = maker.metadata;
    return [{maker: `${namespace}/${maker.kind} ${name}`, namespace, reason}];
  });
}

function reasonOf(maker: KubeObject, events: readonly KubeObject[]): string | undefined {
  const condition = conditionOf(maker, 'ReplicaFailure');
  if (condition?.['status'] === 'True') return plain(textIn(condition, ['message']));
  if (maker.kind === 'ReplicaSet' || !lacksPods(maker)) return undefined;
  const own = events.filter((event) => textIn(event, ['involvedObject', 'uid']) === maker.metadata.uid);
  const [last] = own.toSorted((a, b) => timeOfEvent(b).localeCompare(timeOfEvent(a)));
  return last && plain(textIn(last, ['message']));
}

function lacksPods(maker: KubeObject): boolean {
  if (maker.kind === 'DaemonSet')
    return countIn(maker, ['status', 'currentNumberScheduled']) < countIn(maker, ['status', 'desiredNumberScheduled']);
  return countIn(maker, ['status', 'replicas']) < Number(getIn(maker, ['spec', 'replicas']) ?? 1);
}

/** What controllers write before the refusal, and the names of pods. */
function plain(message = 'no reason is given'): string {
  return refusalIn(message)
    .replace(/^create Pod \S+ in StatefulSet \S+ failed error: /, '')
    .replace(/pods "[^"]+" is/, 'pods are');
}
