// SPDX-License-Identifier: Apache-2.0

import {compareProxies, type Proxy} from '../../fleet/proxy.js';
import type {ProxySource, Selection} from '../../fleet/source.js';
import {matchesSelector} from '../../kube/label-selector.js';
import type {Mesh, Pod} from '../../preview/model/mesh.js';
import {hasProxy, proxyType} from '../../preview/read/proxy.js';
import {findPod} from '../../preview/read/target.js';
import {previewOf} from '../../preview/resources.js';
import {dumpText} from './dump-text.js';

/** Proxies with the configuration that istiod would send to them. */
export interface PreviewSource {
  source: ProxySource;
  /** Parts that are not simulated of what was asked so far; each once. */
  notSimulated: ReadonlySet<string>;
}

/** Returns the proxies of a mesh as a place where their configuration comes from. */
export function previewSource(mesh: Mesh, {namespace, compat}: {namespace: string; compat: boolean}): PreviewSource {
  const notSimulated = new Set<string>();
  const pods = new Map(mesh.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const source: ProxySource = {
    find: async (selection) => podsMeant(mesh, selection, namespace).map(proxyOf).sort(compareProxies),
    async ask(proxy, {path, part}) {
      const pod = pods.get(`${proxy.namespace}/${proxy.name}`);
      if (part !== 'config_dump' || !pod) return undefined;
      const preview = await previewOf(pod, mesh, {compat});
      const missing = new Set(preview.notSimulated);
      if (!path.includes('include_eds')) for (const each of preview.unknownEndpoints) missing.delete(each);
      for (const each of missing) notSimulated.add(each);
      return dumpText(preview);
    },
  };
  return {source, notSimulated};
}

function podsMeant(mesh: Mesh, {targets, namespace, labels, roles}: Selection, own: string): Pod[] {
  if (targets.length > 0) return targets.map((target) => findPod(mesh, {target, namespace: namespace ?? own}));
  return mesh.pods.filter(
    (pod) =>
      hasProxy(pod) &&
      (namespace === undefined || pod.namespace === namespace) &&
      (labels === undefined || matchesSelector(pod.labels, labels)) &&
      (roles.length === 0 || roles.includes(roleOf(pod))),
  );
}

function proxyOf(pod: Pod): Proxy {
  return {namespace: pod.namespace, name: pod.name, role: roleOf(pod), labels: pod.labels};
}

function roleOf(pod: Pod): Proxy['role'] {
  return proxyType(pod) === 'router' ? 'gateway' : 'sidecar';
}
