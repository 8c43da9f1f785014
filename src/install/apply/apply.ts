// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {Cluster, KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import {FIELD_MANAGER} from '../../revision/labels.js';
import {prefixed} from '../errors.js';
import {pause, type RetryOptions, retried} from './transient.js';

/** Milliseconds that an object on its way out gets to be gone: its pods may take their grace period. */
const FAREWELL = 120_000;

/**
 * Writes one object by server-side apply, taking over fields that others own, as `istioctl` always has. An object that
 * is being deleted would take what is written with it: with retry options this waits until it is gone and writes anew.
 */
export async function applyObject(cluster: Cluster, object: ObjectToApply, retry?: RetryOptions): Promise<KubeObject> {
  const write = () => cluster.apply(object, {fieldManager: FIELD_MANAGER, force: true});
  try {
    if (retry === undefined) return await write();
    const live = await retried(write, retry);
    if (live.metadata.deletionTimestamp === undefined) return live;
    await gone(cluster, live, retry);
    return await retried(write, retry);
  } catch (error) {
    throw prefixed(`failed to update resource with server-side apply for obj ${idOf(object)}`, error);
  }
}

async function gone(cluster: Cluster, object: KubeObject, retry: RetryOptions): Promise<void> {
  const {uid, finalizers = []} = object.metadata;
  retry.onRetry(new IstioctlError(`${idOf(object)} is still being deleted; it is written anew when it is gone`));
  for (const deadline = Date.now() + FAREWELL; Date.now() < deadline; ) {
    const left = await retried(() => cluster.get(object, object.metadata), retry);
    if (left?.metadata.uid !== uid) return;
    await pause(250, retry.signal);
  }
  const holders = finalizers.length > 0 ? ` (finalizers: ${finalizers.join(', ')})` : '';
  throw new IstioctlError(`it is still being deleted after ${FAREWELL / 1000} s${holders}`);
}

function idOf({kind, metadata: {namespace, name}}: ObjectToApply | KubeObject): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
