// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {namespaceOf, type Objects, templateLabels} from './objects.js';

/** An object by its names, and the field to change in it. */
export interface Change {
  kind: string;
  namespace: string;
  name: string;
  field: string;
}

/** The object and a field of it as something to change. */
export function changeOf(object: KubeObject, field: string): Change {
  return {kind: object.kind, namespace: namespaceOf(object), name: object.metadata.name, field};
}

/** What makes a pod, by its owner: the Deployment behind a ReplicaSet, else the owner itself, else the pod. */
export function ownerOf(objects: Objects, pod: KubeObject): {kind: string; namespace: string; name: string} {
  const namespace = namespaceOf(pod);
  const [owner] = pod.metadata.ownerReferences ?? [];
  if (!owner) return deploymentOf(objects, pod) ?? {kind: 'Pod', namespace, name: pod.metadata.name};
  const hash = pod.metadata.labels?.['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return {kind: 'Deployment', namespace, name: owner.name.slice(0, -hash.length - 1)};
  }
  return {kind: owner.kind, namespace, name: owner.name};
}

function deploymentOf(objects: Objects, pod: KubeObject): {kind: string; namespace: string; name: string} | undefined {
  const labels = pod.metadata.labels ?? {};
  const found = objects.in('Deployment', namespaceOf(pod)).find((each) => {
    const template = Object.entries(templateLabels(each));
    return template.length > 0 && template.every(([key, value]) => labels[key] === value);
  });
  return found && {kind: found.kind, namespace: namespaceOf(found), name: found.metadata.name};
}
