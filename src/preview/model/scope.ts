// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {MeshObject} from './object.js';
import type {Service} from './service.js';

export type VirtualService = MeshObject<IstioSpecs['VirtualService']>;
export type DestinationRule = MeshObject<IstioSpecs['DestinationRule']>;

/** What one proxy sees of the mesh: istiod's SidecarScope. */
export interface Scope {
  /** The Sidecar that decides, where one does. */
  sidecar?: MeshObject<IstioSpecs['Sidecar']>;
  /** Visible services, in istiod's order. */
  services: readonly Service[];
  /** The visible service of that name, the one of the proxy's own namespace first. */
  service(hostname: string): Service | undefined;
  /** The rule for a service as merged for this proxy; undefined where none holds. Selectors of workloads count for outbound traffic alone. */
  destinationRule(service: Service | string, direction?: 'outbound' | 'inbound'): DestinationRule | undefined;
  /** Visible VirtualServices of a gateway (`mesh`, or `namespace/name`), delegates resolved, short names completed. */
  virtualServices(gateway: string): readonly VirtualService[];
  /** One for each egress listener of the Sidecar (one catch-all without). */
  listeners: readonly EgressScope[];
  outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
}

export interface EgressScope {
  /** Of the Sidecar's egress; undefined for the catch-all. */
  port?: {number: number; protocol?: string; name?: string};
  bind?: string;
  captureMode?: string;
  services: readonly Service[];
  virtualServices: readonly VirtualService[];
}
