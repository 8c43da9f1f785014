// SPDX-License-Identifier: Apache-2.0
import {compareBytes} from '../envoy/proto/well-known.js';
import {disconnectedPods, type ProxyPod} from './proxy-pods.js';
import type {ProxyStatus, TypeStatus} from './sync-status.js';

/** A proxy that does not have what istiod would have it have. */
export interface ProxyProblem {
  id: string;
  namespace: string;
  cluster: string;
  istiod: string;
  version: string;
  connected: boolean;
  /** What istiod sent and the proxy does not have, or refuses. */
  behind: TypeStatus[];
}

/** Types of which the proxy has not confirmed the last version, or refused it. */
export function behind({types}: ProxyStatus): TypeStatus[] {
  return types.filter(({state}) => state === 'STALE' || state === 'ERROR');
}

/** Connected proxies that are behind, sorted by id. */
export function staleProxies(proxies: readonly ProxyStatus[]): ProxyProblem[] {
  return proxies.flatMap((proxy) => {
    const {id, namespace, cluster, istiod, version} = proxy;
    const types = behind(proxy);
    return types.length === 0 ? [] : [{id, namespace, cluster, istiod, version, connected: true, behind: types}];
  });
}

/** Running proxies that no istiod knows. */
export function disconnectedProxies(pods: readonly ProxyPod[], connected: readonly ProxyStatus[]): ProxyProblem[] {
  return disconnectedPods(pods, connected).map(({id, namespace, imageTag}) => ({
    id,
    namespace,
    cluster: '',
    istiod: '',
    version: imageTag ?? '',
    connected: false,
    behind: [],
  }));
}

export function byId(a: ProxyProblem, b: ProxyProblem): number {
  return compareBytes(a.id, b.id);
}
