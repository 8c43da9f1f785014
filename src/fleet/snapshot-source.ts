// SPDX-License-Identifier: Apache-2.0
import type {JsonText} from '../envoy/dump/json-text.js';
import {usageMistake} from '../errors.js';
import {matchesSelector} from '../kube/label-selector.js';
import {compareProxies, type Proxy} from './proxy.js';
import type {AdminPage, ProxySource, Selection} from './source.js';

/** What was saved of many proxies at one time. */
export interface Snapshot {
  proxies: readonly Proxy[];
  read(proxy: Proxy, part: AdminPage['part']): JsonText;
}

/** Proxies as they were. Without a namespace chosen, all of them: nobody works in a namespace of a folder. */
export function snapshotSource({proxies, read}: Snapshot): ProxySource {
  return {
    find: async (selection) => proxies.filter((proxy) => isMeant(proxy, selection)).sort(compareProxies),
    ask: async (proxy, page) => read(proxy, page.part),
  };
}

function isMeant(proxy: Proxy, {targets, namespace, labels, roles}: Selection): boolean {
  if (targets.length > 0) return targets.some((target) => isNamed(proxy, target, namespace));
  return (
    (namespace === undefined || proxy.namespace === namespace) &&
    (labels === undefined || matchesSelector(proxy.labels, labels)) &&
    (roles.length === 0 ? proxy.role !== 'ztunnel' : roles.includes(proxy.role))
  );
}

function isNamed(proxy: Proxy, target: string, namespace: string | undefined): boolean {
  if (target.includes('/')) {
    throw usageMistake(`${JSON.stringify(target)}: a snapshot knows pods by their names only`, {
      hint: 'choose pods of one kind by their labels with -l',
    });
  }
  if (target === `${proxy.name}.${proxy.namespace}`) return true;
  return target === proxy.name && (namespace === undefined || proxy.namespace === namespace);
}
