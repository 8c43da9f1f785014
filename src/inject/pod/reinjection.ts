// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, type Tree} from '../../manifest/input/tree.js';
import {typedObject} from '../typed/typed-value.js';
import {Annotation} from './annotation.js';
import {annotationOf, type ContainerList, containersOf, findContainer, nameOf, type Pod} from './container.js';
import {withoutMetricsAnnotations} from './prometheus.js';

/** Containers that an annotation names or holds. */
export interface NamedContainers {
  containers: readonly Tree[];
  initContainers: readonly Tree[];
}

/** The containers of `proxy.istio.io/overrides`. Throws an Error for one that is not JSON. */
export function overridesOf(pod: Pod): NamedContainers {
  const annotation = annotationOf(pod, Annotation.overrides);
  const read = annotation === undefined ? {} : readJson(Annotation.overrides, annotation);
  const typed = (list: ContainerList) =>
    containersOf(read, list).map((container) => typedObject(container, 'Container', {lenient: false}));
  return {containers: typed('containers'), initContainers: typed('initContainers')};
}

/** Names of what an earlier injection added; undefined where there was none. Throws an Error for one that is not JSON. */
export function statusOf(pod: Pod): {containers: string[]; initContainers: string[]} | undefined {
  const annotation = annotationOf(pod, Annotation.status);
  if (annotation === undefined) return undefined;
  const status = readJson(Annotation.status, annotation);
  const names = (key: ContainerList) => {
    const list = getKey(status, key);
    return Array.isArray(list) ? list.map(String) : [];
  };
  return {containers: names('containers'), initContainers: names('initContainers')};
}

function readJson(annotation: string, text: string): Tree {
  try {
    const read: unknown = JSON.parse(text);
    if (isTree(read)) return read;
  } catch {
    // The error below names the annotation.
  }
  throw new Error(`invalid value '${text}' for annotation '${annotation}': it is written by the injector and is JSON`);
}

/** The pod as it was before an earlier injection, as far as that can be told (spec install.md §4.18, 3). */
export function beforeInjection(pod: Pod, statusPort: number): Pod {
  const status = statusOf(pod);
  const stripped = status === undefined ? pod : withoutInjected(pod, status, statusPort);
  const overrides = overridesOf(pod);
  const restored = (list: ContainerList) => {
    const present = containersOf(stripped.spec, list);
    return [...present, ...overrides[list].filter((container) => !findContainer(present, nameOf(container)))];
  };
  return {
    metadata: stripped.metadata,
    spec: {...stripped.spec, containers: restored('containers'), initContainers: restored('initContainers')},
  };
}

function withoutInjected(pod: Pod, status: {containers: string[]; initContainers: string[]}, statusPort: number): Pod {
  const kept = (list: ContainerList) =>
    containersOf(pod.spec, list).filter((container) => !status[list].includes(nameOf(container)));
  const annotations = withoutMetricsAnnotations(pod, statusPort);
  delete annotations[Annotation.status];
  return {
    metadata: {...pod.metadata, annotations},
    spec: {...pod.spec, containers: kept('containers'), initContainers: kept('initContainers')},
  };
}
