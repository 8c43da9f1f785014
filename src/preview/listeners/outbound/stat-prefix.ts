// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {Service} from '../../model/service.js';
import {meshConfig} from '../../settings/mesh-config.js';

export interface StatSubject {
  service: Service;
  host: string;
  port: number;
  portName?: string;
  subset?: string | undefined;
}

/**
 * Returns the name under which connections are counted by the pattern `outboundClusterStatName`; undefined where the mesh
 * has none (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig).
 */
export function serviceStatPrefix({mesh}: Context, subject: StatSubject): string | undefined {
  const {outboundClusterStatName: pattern} = meshConfig(mesh.settings);
  if (!pattern) return undefined;
  const {service, host, port, portName = '', subset = ''} = subject;
  const known = service.registry === 'Kubernetes';
  return pattern
    .replaceAll('%SERVICE%', () => (known ? `${service.name}.${service.namespace}` : host))
    .replaceAll('%SERVICE_NAME%', () => (known ? service.name : host))
    .replaceAll('%SERVICE_FQDN%', () => host)
    .replaceAll('%SUBSET_NAME%', () => subset)
    .replaceAll('%TARGET_PORT%', '0')
    .replaceAll('%SERVICE_PORT%', String(port))
    .replaceAll('%SERVICE_PORT_NAME%', () => portName);
}
