// SPDX-License-Identifier: Apache-2.0

/** Istio's protocols of ports (pkg/config/protocol): what a port's name or appProtocol says. `Unsupported` is sniffed. */
export type Protocol =
  | 'HTTP'
  | 'HTTP2'
  | 'HTTPS'
  | 'GRPC'
  | 'GRPC-Web'
  | 'HTTP_PROXY'
  | 'TCP'
  | 'TLS'
  | 'UDP'
  | 'Mongo'
  | 'Redis'
  | 'MySQL'
  | 'HBONE'
  | 'DoubleHBONE'
  | 'Unsupported';

export interface ServicePort {
  name: string;
  port: number;
  protocol: Protocol;
}

/** How a proxy finds the endpoints of a service (model.Resolution). */
export type Resolution = 'ClientSideLB' | 'DNSLB' | 'DNSRoundRobinLB' | 'Passthrough' | 'Alias' | 'DynamicDNS';

/** A service of the registry: of a Kubernetes Service, or of one host of a ServiceEntry. */
export interface Service {
  hostname: string;
  /** Name and namespace of the object. */
  name: string;
  namespace: string;
  registry: 'Kubernetes' | 'External';
  /** Cluster IPs or addresses (also CIDR blocks) of a ServiceEntry, `0.0.0.0` where there are none. */
  addresses: readonly string[];
  ports: readonly ServicePort[];
  resolution: Resolution;
  meshExternal: boolean;
  headless: boolean;
  /** Namespaces it is visible in: `*`, `.`, `~` or names; empty where the mesh's default holds. */
  exportTo: readonly string[];
  /** Selector of its pods, or of the workloads of a ServiceEntry. */
  selector: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** As of {@link MeshObject}. */
  age: number;
  origin?: {file: string; line: number};
  /** Further facts of a Kubernetes Service. */
  kubernetes?: {
    type: string;
    externalName?: string;
    externalAddresses: readonly string[];
    targetPorts: Readonly<Record<number, string | number>>;
    nodePorts: Readonly<Record<number, number>>;
    internalTrafficPolicy?: string;
    trafficDistribution?: string;
    publishNotReady?: boolean;
  };
  serviceAccounts: readonly string[];
}

export interface Endpoint {
  addresses: readonly string[];
  port: number;
  /** Name of the service's port. */
  portName: string;
  labels: Readonly<Record<string, string>>;
  namespace: string;
  serviceAccount: string;
  /** `region/zone/subzone`. */
  locality: string;
  weight?: number;
  tlsMode: 'istio' | 'disabled';
  health: 'healthy' | 'unhealthy' | 'draining' | 'terminating';
  network: string;
  nodeName: string;
  workloadName: string;
  hostName?: string;
}
