// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {IstioctlError} from '../errors.js';
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {formatDuration} from './duration.js';
import {isWaitedFor, type Readiness, readinessOf} from './readiness.js';
import {troubleOf} from './trouble.js';

export interface WaitOptions {
  /** Milliseconds from the first check on. */
  timeout: number;
  /** Milliseconds between checks; 2 s when left out. */
  interval?: number | undefined;
  signal: AbortSignal;
  /** Told after each check what is not ready yet. */
  onWaiting(ids: string[]): void;
}

/** An object that is not ready, and the best reason known. */
interface Pending {
  id: string;
  object: KubeObject;
  reason: string;
}

const INTERVAL = 2000;

/**
 * Returns when all objects are ready, checking at once and then from time to time. Checks that fail for a reason that
 * may pass are repeated. Throws at the deadline, with a reason for each object that is not ready.
 */
export async function waitUntilReady(
  cluster: ClusterReader,
  objects: KubeObject[],
  options: WaitOptions,
): Promise<void> {
  const deadline = Date.now() + options.timeout;
  let pending = objects.filter(({kind}) => isWaitedFor(kind)).map(notChecked);
  for (;;) {
    const checked = await Promise.all(pending.map((one) => check(cluster, one)));
    pending = checked.filter((one) => one !== undefined);
    options.onWaiting(pending.map(({id}) => id).sort());
    if (pending.length === 0) return;
    const left = deadline - Date.now();
    if (left <= 0) throw await notReadyInTime(cluster, pending, options.timeout);
    await pause(Math.min(options.interval ?? INTERVAL, left), options.signal);
  }
}

function notChecked(object: KubeObject): Pending {
  const {namespace, name} = object.metadata;
  return {id: [object.kind, namespace, name].filter(Boolean).join('/'), object, reason: 'not checked yet'};
}

/** Undefined when the object is ready. */
async function check(cluster: ClusterReader, pending: Pending): Promise<Pending | undefined> {
  try {
    const live = await cluster.get(pending.object, pending.object.metadata);
    if (live === undefined) return {...pending, reason: 'it has been deleted'};
    const readiness = await readinessInCluster(cluster, live);
    return readiness.ready ? undefined : {...pending, object: live, reason: readiness.progress};
  } catch (error) {
    if (!isTransient(error)) throw error;
    return {...pending, reason: error.message};
  }
}

async function readinessInCluster(cluster: ClusterReader, live: KubeObject): Promise<Readiness> {
  if (live.kind !== 'Deployment') return readinessOf(live);
  const {namespace} = live.metadata;
  return readinessOf(live, await cluster.list({apiVersion: 'apps/v1', kind: 'ReplicaSet'}, {namespace}));
}

function isTransient(error: unknown): error is IstioctlError {
  return error instanceof IstioctlError && 'transient' in error && error.transient === true;
}

async function notReadyInTime(cluster: ClusterReader, pending: Pending[], timeout: number): Promise<IstioctlError> {
  const lines = await Promise.all(pending.map(async (one) => `  ${one.id} (${await reasonOf(cluster, one)})`));
  const title = `resources not ready after ${formatDuration(timeout)}: context deadline exceeded`;
  return new IstioctlError(`failed to wait for resource: ${title}\n${lines.sort().join('\n')}`);
}

/** The trouble behind a missing readiness; when looking for it fails, what was known without. */
async function reasonOf(cluster: ClusterReader, {object, reason}: Pending): Promise<string> {
  try {
    const trouble = await troubleOf(cluster, object);
    return trouble === undefined ? reason : `${reason}; ${trouble}`;
  } catch (error) {
    return `${reason}; the reason could not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Waits; rejects with the signal's reason when it fires. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, {signal}).catch(() => signal.throwIfAborted());
}
