// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../../io/kube/cluster.js';
import {FIELD_MANAGER} from '../../revision/labels.js';
import {prefixed} from '../errors.js';

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

/** Creates the namespace of the control plane if it is missing; one that is there is left as it is. */
export async function ensureNamespace(cluster: Cluster, name: string, network: string | undefined): Promise<void> {
  const found = await cluster.get(NAMESPACE, {name}).catch((error: unknown) => {
    throw prefixed(`failed to check if namespace ${name} exists`, error);
  });
  if (found !== undefined) return;
  const labels = network ? {labels: {'topology.istio.io/network': network}} : {};
  await cluster
    .create({...NAMESPACE, metadata: {name, ...labels}}, {fieldManager: FIELD_MANAGER})
    .catch((error: unknown) => {
      throw prefixed(`failed to create namespace ${name}`, error);
    });
}

/** Those of the namespaces that are not there, sorted; '' is none. */
export async function missingNamespaces(
  cluster: Pick<Cluster, 'get'>,
  namespaces: readonly string[],
): Promise<string[]> {
  const names = [...new Set(namespaces)].filter((name) => name !== '').sort();
  const found = await Promise.all(names.map((name) => cluster.get(NAMESPACE, {name})));
  return names.filter((_, i) => found[i] === undefined);
}
