// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {conditionOf} from '../apply/field.js';

const TOUCHED = 'istioctl.istio.io/touched';

/**
 * Whether a CRD is in the state in which an API server that was ended leaves it: names accepted, not established. The
 * server that comes next looks at it again only when it changes, or minutes later (`updateCustomResourceDefinition` of
 * k8s.io/apiextensions-apiserver).
 */
export function isHalfEstablished(object: KubeObject): boolean {
  return (
    object.kind === 'CustomResourceDefinition' &&
    conditionOf(object, 'NamesAccepted')?.['status'] === 'True' &&
    conditionOf(object, 'Established')?.['status'] !== 'True'
  );
}

/**
 * Whether a CRD is being deleted, but has not been let go: an API server that could not list its objects forgets it when
 * it sees its own note of that too late, until all CRDs are looked at again after minutes (`CRDFinalizer.sync` and
 * `updateCustomResourceDefinition` of k8s.io/apiextensions-apiserver).
 */
export function isBeingFinalized({kind, metadata: {deletionTimestamp, finalizers = []}}: KubeObject): boolean {
  return (
    kind === 'CustomResourceDefinition' &&
    deletionTimestamp !== undefined &&
    finalizers.includes('customresourcecleanup.apiextensions.k8s.io')
  );
}

/** Changes an object and takes the change back, so that controllers look at it. */
export async function nudge(cluster: Pick<Cluster, 'patch'>, object: KubeObject): Promise<void> {
  for (const value of ['true', null]) {
    const patch = {metadata: {annotations: {[TOUCHED]: value}}};
    await cluster.patch(object, object.metadata, patch, {type: 'merge'});
  }
}
