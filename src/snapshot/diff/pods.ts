// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {isTree, textIn, treeIn} from '../../manifest/input/tree.js';
import {placeOf} from '../place.js';
import {pairsBy} from './pairs.js';

/** A pod that came, went or fares differently. */
export interface PodChange {
  namespace: string;
  name: string;
  change: 'added' | 'removed' | 'changed';
  /** What differs, a sentence each: `restarts of istio-proxy: 0 -> 3 (OOMKilled)`. */
  facts: string[];
}

/** Returns how pods differ, by namespace and name. */
export function podChanges(before: readonly KubeObject[], after: readonly KubeObject[]): PodChange[] {
  return pairsBy(before, after, placeOf).flatMap(({was, is, either}): PodChange[] => {
    const {namespace = '', name} = either.metadata;
    if (!was || !is) return [{namespace, name, change: was ? 'removed' : 'added', facts: is ? [stateOf(is)] : []}];
    const facts = factsOf(was, is);
    return facts.length > 0 ? [{namespace, name, change: 'changed', facts}] : [];
  });
}

function factsOf(was: KubeObject, is: KubeObject): string[] {
  if (was.metadata.uid !== is.metadata.uid) return ['it is another pod of the same name'];
  const states = [stateOf(was), stateOf(is)];
  const [old, renewed] = [containersOf(was), containersOf(is)];
  const restarts = [...renewed].flatMap(([name, {restarts: count, reason}]) => {
    const earlier = old.get(name)?.restarts ?? 0;
    const why = reason === '' ? '' : ` (${reason})`;
    return count === earlier ? [] : [`restarts of ${name}: ${earlier} -> ${count}${why}`];
  });
  const images = [...renewed].flatMap(([name, {image}]) => {
    const earlier = old.get(name)?.image;
    return earlier === undefined || earlier === image ? [] : [`image of ${name}: ${earlier} -> ${image}`];
  });
  return [...(states[0] === states[1] ? [] : [states.join(' -> ')]), ...restarts, ...images];
}

/** `Running, ready`, `Pending`. */
function stateOf(pod: KubeObject): string {
  const {conditions} = treeIn(pod, ['status']);
  const ready = (Array.isArray(conditions) ? conditions.filter(isTree) : []).find(({type}) => type === 'Ready');
  const isReady = ready?.['status'] === 'True';
  const phase = textIn(pod, ['status', 'phase']) ?? 'Unknown';
  const ending = pod.metadata.deletionTimestamp === undefined ? '' : ', terminating';
  return `${phase}${phase === 'Running' ? (isReady ? ', ready' : ', not ready') : ''}${ending}`;
}

interface ContainerState {
  restarts: number;
  /** Why it ended last. */
  reason: string;
  image: string;
}

function containersOf(pod: KubeObject): Map<string, ContainerState> {
  const status = treeIn(pod, ['status']);
  const all = [status['initContainerStatuses'], status['containerStatuses']].flatMap((list) =>
    Array.isArray(list) ? list.filter(isTree) : [],
  );
  return new Map(
    all.map((each) => [
      textIn(each, ['name']) ?? '',
      {
        restarts: Number(each['restartCount'] ?? 0),
        reason: textIn(each, ['lastState', 'terminated', 'reason']) ?? '',
        image: textIn(each, ['image']) ?? '',
      },
    ]),
  );
}
