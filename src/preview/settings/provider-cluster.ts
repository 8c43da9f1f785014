// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../model/mesh.js';

/** A service that an extension provider names, and the cluster that leads to it. */
export interface ProviderCluster {
  hostname: string;
  cluster: string;
}

/**
 * Returns the service of an extension provider, `HOST` or `NAMESPACE/HOST`. Undefined where the mesh has no such
 * service, and where several namespaces have one and none is named (package istio.io/istio/pilot/pkg/model).
 */
export function providerCluster(mesh: Mesh, service = '', port = 0): ProviderCluster | undefined {
  const parts = service.split('/');
  const [hostname, namespace] = parts.length === 2 ? [parts[1], parts[0]] : [service, undefined];
  const found = mesh.services.filter((candidate) => candidate.hostname === hostname);
  const namespaces = new Set(found.map((candidate) => candidate.namespace));
  const known = namespace === undefined ? namespaces.size === 1 : namespaces.has(namespace);
  return known && hostname ? {hostname, cluster: `outbound|${port}||${hostname}`} : undefined;
}
