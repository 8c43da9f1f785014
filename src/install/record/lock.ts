// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';
import {pause} from '../apply/transient.js';

const LEASE = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'};
const NAME = 'istioctl-install';

export interface LockOptions {
  namespace: string;
  /** Who takes the lock. */
  holder: string;
  /** Whether a holder is known to have ended. */
  isGone(holder: string): boolean;
  onNotice(text: string): void;
  signal: AbortSignal;
  /** Milliseconds for which a lock counts that is not renewed; 15 s when left out. */
  duration?: number | undefined;
}

const DURATION = 15_000;

/**
 * Does work while holding the lock of a namespace, so that two installs do not mix. Throws, naming the holder, when
 * somebody else has it; a lock that is not renewed was left behind and is taken over. Who may not lock goes on without.
 */
export async function withLock<T>(cluster: Cluster, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const duration = options.duration ?? DURATION;
  try {
    await acquire(cluster, options, duration);
  } catch (error) {
    if (options.signal.aborted)
      throw new IstioctlError('interrupted; nothing was changed', {exitCode: ExitCode.Interrupted});
    if (statusOf(error) !== 403) throw error;
    options.onNotice(`Going on without a lock against other installs: ${messageOf(error)}`);
    return work();
  }
  const key = {namespace: options.namespace, name: NAME};
  const renewing = setInterval(() => {
    // One that fails is made up for by the next.
    cluster.patch(LEASE, key, {spec: {renewTime: now()}}, {type: 'merge'}).catch(() => {});
  }, duration / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await cluster.delete(LEASE, key).catch((error: unknown) => {
      options.onNotice(`The lock could not be given back; it expires by itself: ${messageOf(error)}`);
    });
  }
}

async function acquire(cluster: Cluster, options: LockOptions, duration: number): Promise<void> {
  const {namespace, holder, signal} = options;
  const metadata = {namespace, name: NAME};
  const spec = {holderIdentity: holder, leaseDurationSeconds: Math.ceil(duration / 1000)};
  let seen: {version: string | undefined; until: number} | undefined;
  for (;;) {
    const time = now();
    const times = {acquireTime: time, renewTime: time};
    try {
      await cluster.create({...LEASE, metadata, spec: {...spec, ...times}}, {fieldManager: 'istioctl'});
      return;
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
    const lease = await cluster.get(LEASE, metadata);
    if (lease === undefined) continue;
    const {resourceVersion} = lease.metadata;
    const other = textIn(lease, ['spec', 'holderIdentity']) ?? 'unknown';
    const left = seen === undefined ? duration : seen.until - Date.now();
    if (seen !== undefined && seen.version !== resourceVersion) throw held(lease, other);
    if (left <= 0 || options.isGone(other)) {
      if (await takeOver(cluster, metadata, {metadata: {resourceVersion}, spec: {...spec, ...times}})) return;
      throw held(lease, other);
    }
    if (seen === undefined) {
      options.onNotice(`${other} holds the lock of namespace ${namespace}; looking whether it is still at work`);
      seen = {version: resourceVersion, until: Date.now() + duration};
    }
    await pause(Math.min(left, duration / 5), signal);
  }
}

/** False when somebody else was faster. */
async function takeOver(cluster: Cluster, key: {namespace: string; name: string}, patch: object): Promise<boolean> {
  try {
    await cluster.patch(LEASE, key, patch, {type: 'merge'});
    return true;
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    return false;
  }
}

function held({metadata}: KubeObject, holder: string): IstioctlError {
  return new IstioctlError(`another install is under way in namespace ${metadata.namespace ?? ''}: ${holder}`, {
    hint: 'Wait until it ends; the lock of one that was killed expires by itself.',
  });
}

/** Kubernetes wants microseconds. */
function now(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function statusOf(error: unknown): unknown {
  return error instanceof IstioctlError && 'status' in error ? error.status : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
