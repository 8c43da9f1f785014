// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {SHAPING_KINDS, type ShapingKind} from './kinds.js';
import {selectedFor} from './selected.js';

/** Kinds that put into proxies what their authors wrote, so that Envoy may refuse it. */
export const PATCHING_KINDS: readonly ShapingKind[] = SHAPING_KINDS.filter(({kind}) =>
  ['EnvoyFilter', 'WasmPlugin', 'TrafficExtension'].includes(kind),
);

/** What may be the cause of what proxies refuse. */
export interface Patching {
  pods: readonly KubeObject[];
  /** Of the kinds above. */
  objects: readonly KubeObject[];
  rootNamespace: string;
}

/**
 * Returns those of the objects that are for every one of the proxies, as `EnvoyFilter shop/lua`, sorted: what all of them
 * refuse may come from there.
 *
 * @param ids `pod.namespace`; those of no pod do not count.
 */
export function patchesOf(ids: readonly string[], {pods, objects, rootNamespace}: Patching): string[] {
  const refusers = pods.filter(({metadata}) => ids.includes(`${metadata.name}.${metadata.namespace ?? ''}`));
  const each = refusers.map(({metadata: {namespace = '', labels = {}}}) => {
    const selected = selectedFor({type: typeOf(labels), namespace, labels}, objects, rootNamespace);
    return new Set(selected.map(({object}) => object));
  });
  return objects
    .filter((object) => each.length > 0 && each.every((selected) => selected.has(object)))
    .map(({kind, metadata}) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
    .sort();
}

/** What istiod labels the pods of waypoints with. */
function typeOf(labels: Readonly<Record<string, string>>): string {
  return labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller' ? 'waypoint' : 'sidecar';
}
