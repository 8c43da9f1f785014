// SPDX-License-Identifier: Apache-2.0
import type {Service, ServicePort} from '../model/service.js';

interface Named {
  service: Service;
  port: ServicePort;
  subset: string;
  targetPort: number;
}

/** Returns the name of a cluster's statistics by the mesh's pattern (istio.io, "Global Mesh Options", outboundClusterStatName). */
export function statName(pattern: string, {service, port, subset, targetPort}: Named): string {
  const {name, namespace, hostname, registry} = service;
  const kubernetes = registry === 'Kubernetes';
  return pattern
    .replaceAll('%SERVICE%', kubernetes ? `${name}.${namespace}` : hostname)
    .replaceAll('%SERVICE_NAME%', kubernetes ? name : hostname)
    .replaceAll('%SERVICE_FQDN%', hostname)
    .replaceAll('%SUBSET_NAME%', subset)
    .replaceAll('%TARGET_PORT%', String(targetPort))
    .replaceAll('%SERVICE_PORT%', String(port.port))
    .replaceAll('%SERVICE_PORT_NAME%', port.name);
}
