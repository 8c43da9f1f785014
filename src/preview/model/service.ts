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
  /** Name of the object: for a ServiceEntry its own, where `name` is the host. */
  objectName: string;
  /** Whether endpoints nearby come first (`trafficDistribution`), and how near. */
  trafficDistribution: 'any' | 'zone' | 'node';
  /** Further facts of a Kubernetes Service. */
  kubernetes?: {
    type: string;
    externalName?: string;
    externalAddresses: readonly string[];
    /** By number of the port; a name is looked up in the pod. */
    targetPorts: Readonly<Record<number, string | number>>;
    nodePorts: Readonly<Record<number, number>>;
    /** `internalTrafficPolicy: Local`. */
    nodeLocal: boolean;
    publishNotReady: boolean;
  };
  /** Of a ServiceEntry without resolution: the ports to which the proxy sends what comes for a port. */
  passthroughPorts?: Readonly<Record<number, number>>;
  /** ExternalName Services that stand for this one. */
  aliases: readonly {hostname: string; namespace: string}[];
  serviceAccounts: readonly string[];
}

export interface Endpoint {
  addresses: readonly string[];
  port: number;
  /** Name of the service's port. */
  portName: string;
  /** Number of the service's port, of endpoints of ServiceEntries: these are found by it where they are part of a cluster. */
  servicePort?: number;
  /** Labels of the workload, and those of its place: region, zone, cluster, node. */
  labels: Readonly<Record<string, string>>;
  namespace: string;
  serviceAccount: string;
  /** `region/zone/subzone`. */
  locality: string;
  weight?: number;
  tlsMode: 'istio' | 'disabled';
  /** Unknown for what nothing probes: endpoints of ServiceEntries. */
  health: 'healthy' | 'unhealthy' | 'draining' | 'terminating' | 'unknown';
  network: string;
  nodeName: string;
  workloadName: string;
  /** Name of the pod in DNS, where it has a subdomain. */
  hostName?: string;
  subdomain?: string;
}
