// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject, ObjectToApply} from '../io/kube/cluster.js';
import {FIELD_MANAGER} from '../revision/labels.js';
import {prefixed} from './errors.js';
import {type RetryOptions, retried} from './transient.js';

/** Writes one object by server-side apply, taking over fields that others own, as `istioctl` always has. */
export async function applyObject(cluster: Cluster, object: ObjectToApply, retry?: RetryOptions): Promise<KubeObject> {
  const write = () => cluster.apply(object, {fieldManager: FIELD_MANAGER, force: true});
  try {
    return await (retry === undefined ? write() : retried(write, retry));
  } catch (error) {
    const {namespace, name} = object.metadata;
    const id = `${object.kind}/${namespace ?? ''}/${name}`;
    throw prefixed(`failed to update resource with server-side apply for obj ${id}`, error);
  }
}
