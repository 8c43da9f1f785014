// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, type Tree, textIn} from '../../manifest/input/tree.js';
import {conditionOf, mapsIn} from '../apply/field.js';

/**
 * Why a pod is not ready, with its node, the container and what it was last stopped by; undefined when its status says
 * nothing of trouble. Init containers come first, because the others wait for them.
 */
export function podTrouble(pod: KubeObject): string | undefined {
  const trouble = containerTrouble(pod) ?? evictionTrouble(pod) ?? conditionTrouble(pod);
  return trouble === undefined ? undefined : `${placeOf(pod)}: ${trouble}`;
}

/** How far a pod that is in no trouble, and not ready, has come, and the last warning about it. */
export function podProgress(pod: KubeObject, warning?: string): string {
  const progress = containerProgress(pod) ?? startProgress(pod);
  if (warning !== undefined) return `${placeOf(pod)}: ${progress}; ${warning}`;
  return `${placeOf(pod)}: ${progress}${progress === NOT_STARTED ? ', and says nothing of it' : ''}`;
}

function placeOf(pod: KubeObject): string {
  const node = textIn(pod, ['spec', 'nodeName']);
  return `pod ${pod.metadata.name}${node ? ` on node ${node}` : ''}`;
}

export function isPodReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.['status'] === 'True';
}

function containerTrouble(pod: KubeObject): string | undefined {
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const status of mapsIn(pod, ['status', list])) {
      const trouble = stateTrouble(status);
      if (trouble !== undefined) return `${list.startsWith('init') ? 'init container' : 'container'} ${trouble}`;
    }
  }
  return undefined;
}

/** States that every container passes through on its way up, and that say nothing while no message comes with them. */
const ON_THE_WAY = new Set(['ContainerCreating', 'PodInitializing']);

function stateTrouble(status: Tree): string | undefined {
  const name = textIn(status, ['name']) ?? '';
  const reason = textIn(status, ['state', 'waiting', 'reason']);
  if (reason !== undefined) {
    const message = textIn(status, ['state', 'waiting', 'message']);
    if (ON_THE_WAY.has(reason) && message === undefined) return undefined;
    return [`${name} failed to start: ${reason}`, message, exitOf(getIn(status, ['lastState', 'terminated']))]
      .filter((part) => part !== undefined)
      .join(': ');
  }
  const exit = exitOf(getIn(status, ['state', 'terminated']));
  return exit === undefined ? undefined : `${name} ended: ${exit}`;
}

/** How a container ended, undefined when it ended well or has not. */
function exitOf(terminated: unknown): string | undefined {
  const code = getIn(terminated, ['exitCode']);
  if (typeof code !== 'number' || code === 0) return undefined;
  const message = textIn(terminated, ['message'])?.trim();
  return `last exit code ${code} (${textIn(terminated, ['reason']) ?? 'Error'})${message ? `: ${message}` : ''}`;
}

/** Conditions in the order in which a pod meets them. */
function conditionTrouble(pod: KubeObject): string | undefined {
  for (const type of ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready']) {
    const condition = conditionOf(pod, type);
    if (condition?.['status'] !== 'False') continue;
    const message = textIn(condition, ['message']);
    // What it says of containers, their own states say better.
    if (message && !message.startsWith('containers with '))
      return type === 'PodScheduled' ? `cannot be scheduled: ${message}` : message;
  }
  return undefined;
}

function evictionTrouble(pod: KubeObject): string | undefined {
  if (textIn(pod, ['status', 'phase']) !== 'Failed') return undefined;
  return [textIn(pod, ['status', 'reason']) ?? 'failed', textIn(pod, ['status', 'message'])].filter(Boolean).join(': ');
}

/** The first container that is not ready, in the order in which they start. */
function containerProgress(pod: KubeObject): string | undefined {
  const [first] = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    mapsIn(pod, ['status', list]).filter(({ready}) => ready !== true),
  );
  if (first === undefined) return undefined;
  const name = textIn(first, ['name']) ?? '';
  const waiting = textIn(first, ['state', 'waiting', 'reason']);
  return waiting === undefined ? `container ${name} runs, but is not ready` : `container ${name} waits: ${waiting}`;
}

const NOT_STARTED = 'its node has not started it';

function startProgress(pod: KubeObject): string {
  if (!textIn(pod, ['spec', 'nodeName'])) return 'no scheduler has looked at it yet';
  return textIn(pod, ['status', 'phase']) === 'Running' ? 'its node does not say whether it is ready' : NOT_STARTED;
}
