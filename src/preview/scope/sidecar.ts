// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../../analysis/index/labels.js';
import type {Mesh} from '../model/mesh.js';
import type {Proxy} from '../model/proxy.js';

export type Sidecar = Mesh['sidecars'][number];

/**
 * Returns the Sidecar that holds for a proxy: the oldest of its namespace that selects it, else the oldest without a
 * selector, else that of the root namespace (istio.io, "Sidecar").
 */
export function sidecarFor(mesh: Mesh, {namespace, labels}: Pick<Proxy, 'namespace' | 'labels'>): Sidecar | undefined {
  const byAge = mesh.sidecars.toSorted((a, b) => a.age - b.age);
  const own = byAge.filter((one) => one.namespace === namespace);
  const selecting = own.find(({spec}) => spec.workloadSelector && hasLabels(labels, spec.workloadSelector.labels));
  const wide = (one: Sidecar) => one.spec.workloadSelector === undefined;
  return selecting ?? own.find(wide) ?? byAge.find((one) => one.namespace === mesh.settings.rootNamespace && wide(one));
}
