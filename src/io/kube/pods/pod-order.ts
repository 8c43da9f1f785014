// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../cluster.js';
import {mapField, recordsIn, textField} from '../verbs/fields.js';

/** Phases in the order in which a pod is likely to answer; a pod that has ended never does. */
const PHASES = ['Running', 'Unknown', 'Pending'];

/** Returns whether the pod was told to end: it may answer for a while, but others have taken its place. */
export function isTerminating({metadata}: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Orders pods by how likely they answer: those that stay first, then on a node, running, and ready ones. */
export function byReadiness(a: KubeObject, b: KubeObject): number {
  return (
    flagLast(isTerminating(a), isTerminating(b)) ||
    flagLast(!isOnNode(a), !isOnNode(b)) ||
    phaseOf(a) - phaseOf(b) ||
    flagLast(readySince(a) === undefined, readySince(b) === undefined)
  );
}

/**
 * Orders pods as kubectl does to choose one for its logs: on a node first, running first, ready first and for longer,
 * then those that were restarted more often, then older ones. Other than with kubectl, pods that are terminating come
 * last, and pods that have ended come after those that have not.
 */
export function byLogging(a: KubeObject, b: KubeObject): number {
  return (
    byReadiness(a, b) ||
    timeOrder(readySince(a), readySince(b)) ||
    restartsOf(b) - restartsOf(a) ||
    timeOrder(a.metadata.creationTimestamp, b.metadata.creationTimestamp)
  );
}

function flagLast(a: boolean, b: boolean): number {
  return Number(a) - Number(b);
}

function isOnNode(pod: KubeObject): boolean {
  return textField(mapField(pod, 'spec') ?? {}, 'nodeName') !== undefined;
}

function phaseOf(pod: KubeObject): number {
  const phase = textField(statusOf(pod), 'phase') ?? '';
  return PHASES.includes(phase) ? PHASES.indexOf(phase) : PHASES.length;
}

/** Since when the pod is ready, empty where that is not said; undefined for one that is not. */
function readySince(pod: KubeObject): string | undefined {
  const ready = recordsIn(statusOf(pod), 'conditions').find(({type}) => type === 'Ready');
  if (ready?.['status'] !== 'True') return undefined;
  return textField(ready, 'lastTransitionTime') ?? '';
}

/** Earlier goes first, and no time at all last. */
function timeOrder(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return flagLast(!a, !b);
  return Date.parse(a) - Date.parse(b);
}

function restartsOf(pod: KubeObject): number {
  return Math.max(
    0,
    ...recordsIn(statusOf(pod), 'containerStatuses').map(({restartCount}) => Number(restartCount ?? 0)),
  );
}

function statusOf(pod: KubeObject): Record<string, unknown> {
  return mapField(pod, 'status') ?? {};
}
