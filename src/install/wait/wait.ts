// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Cluster, ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {isTransient, pause} from '../apply/transient.js';
import {type Explanation, explain, explanationLines, type Pending} from '../explain/explanation.js';
import {formatDuration} from './duration.js';
import {isHalfEstablished, nudge} from './nudge.js';
import {isWaitedFor, type Readiness, readinessOf} from './readiness.js';

export interface WaitOptions {
  /** Milliseconds from the first check on. */
  timeout: number;
  /** Milliseconds between checks; from 0.2 s on twice as long each time, up to 2 s, when left out. */
  interval?: number | undefined;
  /** Milliseconds without any change after which the reason is looked for, again and again; 15 s when left out. */
  explainAfter?: number | undefined;
  signal: AbortSignal;
  /** Told after each check what is not ready yet, of how many objects. */
  onWaiting(ids: string[], total: number): void;
  /** Told why nothing moves, and for how many milliseconds it has not. */
  onStalled(explanations: Explanation[], since: number): void;
}

const FIRST_INTERVAL = 200;
const LAST_INTERVAL = 2000;
const EXPLAIN_AFTER = 15_000;

/** Milliseconds for which a CRD may be half established before it counts as forgotten. */
const ESTABLISHING = 5000;

/**
 * Returns when all objects are ready, checking at once and then from time to time. Checks that fail for a reason that
 * may pass are repeated, and CRDs that an API server forgot are brought to its mind. Throws at the deadline (exit code 124), with a reason for each object that is not ready.
 */
export async function waitUntilReady(
  cluster: ClusterReader & Pick<Cluster, 'patch'>,
  objects: KubeObject[],
  options: WaitOptions,
): Promise<void> {
  const forgotten = createReminder(cluster);
  const deadline = Date.now() + options.timeout;
  const stalled = createStallDetector(options.explainAfter ?? EXPLAIN_AFTER);
  let pending = objects.filter(({kind}) => isWaitedFor(kind)).map(notChecked);
  const total = pending.length;
  for (let interval = FIRST_INTERVAL; ; interval = Math.min(2 * interval, LAST_INTERVAL)) {
    const checked = await Promise.all(pending.map((one) => check(cluster, one)));
    pending = checked.filter((one) => one !== undefined);
    options.onWaiting(pending.map(({id}) => id).sort(), total);
    if (pending.length === 0) return;
    await forgotten(pending);
    const left = deadline - Date.now();
    if (left <= 0) throw await notReadyInTime(cluster, pending, options.timeout);
    const since = stalled(pending);
    if (since !== undefined) options.onStalled(await explain(cluster, pending), since);
    await pause(Math.min(options.interval ?? interval, left), options.signal);
  }
}

/** Answers, each time the state has not changed for another `after` milliseconds, since how many it has not. */
function createStallDetector(after: number): (pending: Pending[]) => number | undefined {
  let state = '';
  let changed = 0;
  let told = 0;
  return (pending) => {
    const now = Date.now();
    const next = JSON.stringify(pending.map(({id, reason}) => [id, reason]));
    if (next !== state) {
      state = next;
      changed = now;
      told = now;
    }
    if (now - told < after) return undefined;
    told = now;
    return now - changed;
  };
}

/** Nudges CRDs that stay half established; whoever may not do that waits. */
function createReminder(cluster: Pick<Cluster, 'patch'>): (pending: readonly Pending[]) => Promise<void> {
  const since = new Map<string, number>();
  return async (pending) => {
    const half = pending.filter(({object}) => isHalfEstablished(object));
    for (const {id, object} of half) {
      const now = Date.now();
      const first = since.get(id) ?? now;
      const due = now - first >= ESTABLISHING;
      since.set(id, due ? now : first);
      if (due) await nudge(cluster, object).catch(() => {});
    }
  };
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

async function notReadyInTime(cluster: ClusterReader, pending: Pending[], timeout: number): Promise<IstioctlError> {
  const lines = (await explain(cluster, pending)).flatMap(explanationLines);
  const title = `resources not ready after ${formatDuration(timeout)}: context deadline exceeded`;
  return new IstioctlError(`failed to wait for resource: ${title}\n${lines.join('\n')}`, {
    exitCode: ExitCode.TimedOut,
  });
}
