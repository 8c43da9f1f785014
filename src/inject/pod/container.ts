// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, type Tree, textIn} from '../../manifest/input/tree.js';

/** Names that the injector gives to its containers. */
export const PROXY = 'istio-proxy';
export const INIT = 'istio-init';
export const VALIDATION = 'istio-validation';
export const CORE_DUMP = 'enable-core-dump';

/** A pod, or the template of one, as `typedObject` gives it. */
export interface Pod extends Tree {
  metadata: Tree;
  spec: Tree;
}

export type ContainerList = 'containers' | 'initContainers';

/** The containers of a pod, or of any object that holds some. */
export function containersOf(spec: unknown, list: ContainerList): Tree[] {
  return namedItems(spec, list);
}

/** The objects of a list of a pod's spec. */
export function namedItems(spec: unknown, list: string): Tree[] {
  const items = getKey(spec, list);
  return Array.isArray(items) ? items.filter(isTree) : [];
}

export function nameOf(item: Tree): string {
  return textIn(item, ['name']) ?? '';
}

export function findContainer(containers: readonly Tree[], name: string): Tree | undefined {
  return containers.find((container) => nameOf(container) === name);
}

/** The proxy, wherever it stands. */
export function proxyIn(pod: Pod): Tree | undefined {
  return (
    findContainer(containersOf(pod.spec, 'containers'), PROXY) ??
    findContainer(containersOf(pod.spec, 'initContainers'), PROXY)
  );
}

/** Labels or annotations; what typed objects hold there is text. */
export function textsIn(metadata: Tree, key: 'labels' | 'annotations'): Readonly<Record<string, string>> {
  const map = getKey(metadata, key);
  return isTextTree(map) ? map : {};
}

function isTextTree(value: unknown): value is Record<string, string> {
  return isTree(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

/** The annotation, or undefined where the pod has none of that name. */
export function annotationOf(pod: Pod, name: string): string | undefined {
  const value = getKey(getKey(pod.metadata, 'annotations'), name);
  return typeof value === 'string' ? value : undefined;
}

export function labelOf(pod: Pod, name: string): string | undefined {
  const value = getKey(getKey(pod.metadata, 'labels'), name);
  return typeof value === 'string' ? value : undefined;
}
