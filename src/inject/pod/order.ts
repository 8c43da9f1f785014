// SPDX-License-Identifier: Apache-2.0
import {getIn, type Tree} from '../../manifest/input/tree.js';
import type {Injector} from '../injector/injector.js';
import {CORE_DUMP, containersOf, findContainer, INIT, nameOf, type Pod, PROXY, VALIDATION} from './container.js';

/** Puts the injector's containers where they have to stand (spec install.md §4.18, 7e). Changes the pod. */
export function orderContainers(pod: Pod, {values}: Injector, proxyConfig: Tree): void {
  const holds =
    getIn(proxyConfig, ['holdApplicationUntilProxyStarts']) === true ||
    getIn(values, ['global', 'proxy', 'holdApplicationUntilProxyStarts']) === true;
  const containers = containersOf(pod.spec, 'containers');
  pod.spec['containers'] = holds ? first(containers, [PROXY]) : last(containers, [PROXY]);
  const init = containersOf(pod.spec, 'initContainers');
  if (init.length === 0) return;
  pod.spec['initContainers'] =
    findContainer(init, PROXY) === undefined
      ? last(first(init, [VALIDATION]), [INIT, CORE_DUMP])
      : first(init, [INIT, VALIDATION, PROXY, CORE_DUMP]);
}

function first(containers: readonly Tree[], names: readonly string[]): Tree[] {
  return [...named(containers, names), ...containers.filter((container) => !names.includes(nameOf(container)))];
}

function last(containers: readonly Tree[], names: readonly string[]): Tree[] {
  return [...containers.filter((container) => !names.includes(nameOf(container))), ...named(containers, names)];
}

/** Those of that name, in the order of the names. */
function named(containers: readonly Tree[], names: readonly string[]): Tree[] {
  return names.flatMap((name) => containers.filter((container) => nameOf(container) === name));
}
