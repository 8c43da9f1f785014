// SPDX-License-Identifier: Apache-2.0

import {getIn, getKey, type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import {strategicMerge} from '../../manifest/overlay/strategic-merge.js';
import {goJson} from '../typed/go-json.js';
import {typedPod} from '../typed/typed-pod.js';
import {Annotation} from './annotation.js';
import {
  annotationOf,
  type ContainerList,
  containersOf,
  findContainer,
  INIT,
  nameOf,
  type Pod,
  PROXY,
  proxyIn,
  textsIn,
  VALIDATION,
} from './container.js';
import {overridesOf, statusOf} from './reinjection.js';

/** The image that asks for the injector's. */
const AUTO = 'auto';

/** A pod after its templates, the same without what the user wrote, and the pod as it was given. */
export interface Rendered {
  merged: Pod;
  template: Pod;
  original: Pod;
}

/**
 * Puts what the user wrote into the injector's own containers on top of what the templates made of them, and notes it in
 * an annotation, so that it survives the next injection (spec install.md §4.18, 6).
 */
export function withCustomization({merged, template, original}: Rendered, proxyConfig: Tree): Pod {
  const recorded = overridesOf(original);
  const status = statusOf(original);
  const overrides: Record<ContainerList, Tree[]> = {containers: [], initContainers: []};
  let pod = merged;
  for (const list of ['containers', 'initContainers'] as const) {
    for (const {name} of containersOf(template.spec, list)) {
      if (typeof name !== 'string') continue;
      const own = findContainer(recorded[list], name) ?? ownContainer(original, list, name, status);
      if (own === undefined) continue;
      const {image, ...rest} = own;
      const overlay = image === AUTO ? rest : own;
      overrides[list].push(overlay);
      pod = strategicMerged(pod, {spec: {[list]: [overlay]}});
    }
  }
  if (status === undefined) noteOverrides(pod, overrides);
  adjustInitContainer(pod, original, proxyConfig);
  return pod;
}

/**
 * The container that the user wrote, and not an earlier injection. For a native sidecar it may stand among the others.
 */
function ownContainer(
  original: Pod,
  list: ContainerList,
  name: string,
  status: ReturnType<typeof statusOf>,
): Tree | undefined {
  if (status?.[list].includes(name)) return undefined;
  const own = findContainer(containersOf(original.spec, list), name);
  if (own !== undefined || name !== PROXY || list !== 'initContainers') return own;
  return findContainer(containersOf(original.spec, 'containers'), name);
}

/** The pod with a patch on top, as Kubernetes' types have it. */
export function strategicMerged(pod: Pod, patch: Tree): Pod {
  return typedPod(strategicMerge(pod, patch, 'PodTemplateSpec'), {lenient: false});
}

function noteOverrides(pod: Pod, {containers, initContainers}: Record<ContainerList, Tree[]>): void {
  if (containers.length + initContainers.length === 0) return;
  const noted = {
    ...(containers.length > 0 && {containers}),
    ...(initContainers.length > 0 && {initContainers}),
  };
  pod.metadata['annotations'] = {...textsIn(pod.metadata, 'annotations'), [Annotation.overrides]: goJson(noted)};
}

/** Where the user chose the proxy's user, what captures or checks traffic has to know. Changes the pod. */
function adjustInitContainer(pod: Pod, original: Pod, proxyConfig: Tree): void {
  const chosen = treeIn(proxyIn(original), ['securityContext']);
  const user = getKey(chosen, 'runAsUser');
  const group = getKey(chosen, 'runAsGroup');
  const init = initContainerOf(pod, original);
  if (init === undefined || (user === undefined && group === undefined)) return;
  const mode = annotationOf(pod, Annotation.interceptionMode) ?? textIn(proxyConfig, ['interceptionMode']);
  const isTransparent = mode === 'TPROXY';
  const proxy = proxyIn(pod);
  if (isTransparent && user !== undefined && proxy !== undefined) {
    proxy['securityContext'] = {...treeIn(proxy, ['securityContext']), runAsUser: 0};
  }
  if (!isTransparent && nameOf(init) === VALIDATION) {
    init['securityContext'] = {
      ...treeIn(init, ['securityContext']),
      ...(user !== undefined && {runAsUser: user}),
      ...(group !== undefined && {runAsGroup: group}),
    };
  }
  // iptables takes no 0 for the user whose traffic it lets through.
  if (typeof user === 'number' && user !== 0) init['args'] = withUser(getKey(init, 'args'), user);
}

function initContainerOf(pod: Pod, original: Pod): Tree | undefined {
  for (const name of [INIT, VALIDATION]) {
    const init = findContainer(containersOf(pod.spec, 'initContainers'), name);
    const own = findContainer(containersOf(original.spec, 'initContainers'), name);
    if (init !== undefined && getIn(own, ['securityContext']) === undefined) return init;
  }
  return undefined;
}

function withUser(args: unknown, user: number): unknown {
  if (!Array.isArray(args)) return args;
  const at = args.indexOf('-u') + 1;
  return at > 0 && at < args.length ? args.with(at, String(user)) : args;
}
