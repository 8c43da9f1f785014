// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import type {PodKey} from '../io/kube/pods/pod-target.js';
import {compareProxies, type Proxy, proxyOf} from './proxy.js';
import type {ProxySource, Selection} from './source.js';

/** What a cluster has to offer for its proxies to be asked. */
export interface FleetAccess {
  listPods(options: {namespace?: string | undefined; labelSelector?: string}): Promise<KubeObject[]>;
  /** All pods of what users name, `deploy/reviews.shop` for one. */
  podsOf(target: string): Promise<PodKey[]>;
  admin(pod: PodKey, path: string): Promise<Buffer>;
}

/** Proxies that run in a cluster. */
export function liveSource(access: FleetAccess): ProxySource {
  return {
    find: (selection) => (selection.targets.length > 0 ? named(access, selection) : chosen(access, selection)),
    async ask({namespace, name}, {path}) {
      return {bytes: await access.admin({namespace, name}, path), name: `${name}.${namespace}`};
    },
  };
}

async function chosen(access: FleetAccess, {namespace, labels, roles}: Selection): Promise<Proxy[]> {
  const pods = await access.listPods({namespace, ...(labels && {labelSelector: labels})});
  return proxiesOf(pods, roles);
}

/** A pod that is terminating is not asked: it answers for a while, and others have taken its place. */
function proxiesOf(pods: readonly KubeObject[], roles: Selection['roles']): Proxy[] {
  return pods
    .filter(({metadata}) => metadata.deletionTimestamp === undefined)
    .map(proxyOf)
    .filter((proxy) => proxy !== undefined)
    .filter(({role}) => (roles.length === 0 ? role !== 'ztunnel' : roles.includes(role)))
    .sort(compareProxies);
}

/** A pod that is named is asked, whatever it looks like. */
async function named(access: FleetAccess, {targets}: Selection): Promise<Proxy[]> {
  const found = new Map<string, Proxy>();
  for (const target of targets) {
    for (const {namespace, name} of await access.podsOf(target)) {
      found.set(`${namespace}/${name}`, {namespace, name, role: 'sidecar', labels: {}});
    }
  }
  return [...found.values()].sort(compareProxies);
}
