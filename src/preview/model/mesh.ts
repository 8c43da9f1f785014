// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {MeshObject} from './object.js';
import type {ServiceTarget} from './proxy.js';
import type {Endpoint, Service} from './service.js';
import type {MeshSettings} from './settings.js';

type Objects<Kind extends keyof IstioSpecs> = readonly MeshObject<IstioSpecs[Kind]>[];

/** All that the control plane knows, indexed for no proxy in particular. Lists are ordered from old to young. */
export interface Mesh {
  settings: MeshSettings;
  /** Labels of each namespace. */
  namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  pods: readonly Pod[];
  services: readonly Service[];
  /** Endpoints of all ports of the services of that name in that namespace. */
  endpoints(service: Pick<Service, 'hostname' | 'namespace'>): readonly Endpoint[];
  /** Ports of services that a pod is an endpoint of, in istiod's order. */
  targets(pod: Pod): readonly ServiceTarget[];
  /** Locality of a pod: `region/zone/subzone`, empty where its node tells none. */
  locality(pod: Pod): string;
  virtualServices: Objects<'VirtualService'>;
  destinationRules: Objects<'DestinationRule'>;
  serviceEntries: Objects<'ServiceEntry'>;
  workloadEntries: Objects<'WorkloadEntry'>;
  gateways: Objects<'Gateway'>;
  sidecars: Objects<'Sidecar'>;
  envoyFilters: Objects<'EnvoyFilter'>;
  authorizationPolicies: Objects<'AuthorizationPolicy'>;
  requestAuthentications: Objects<'RequestAuthentication'>;
  peerAuthentications: Objects<'PeerAuthentication'>;
  telemetries: Objects<'Telemetry'>;
  wasmPlugins: Objects<'WasmPlugin'>;
  /** Not simulated: here so that they are named. */
  trafficExtensions: Objects<'TrafficExtension'>;
  proxyConfigs: Objects<'ProxyConfig'>;
  /** Gateway API, by kind (`Gateway`, `HTTPRoute`, …), as written. */
  gatewayApi: ReadonlyMap<string, readonly MeshObject[]>;
}

export interface Pod {
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  serviceAccount: string;
  nodeName: string;
  addresses: readonly string[];
  ready: boolean;
  containerPorts: readonly {name?: string; port: number; protocol: string}[];
  /** What its proxy is told to be, where the pod has one already: `sidecar`, `router`, `waypoint`, `ztunnel`. */
  proxyRole?: string;
  /** What runs it: the Deployment, say. */
  workloadName: string;
  hostName?: string;
  subdomain?: string;
  /** Neither finished nor about to be deleted, and with an address. */
  alive: boolean;
  /** It is not written: a workload will make it, and its addresses are not known. */
  implied?: boolean;
  age: number;
}
