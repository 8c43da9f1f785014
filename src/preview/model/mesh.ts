// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {MeshObject} from './object.js';
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
  endpoints(service: Service): readonly Endpoint[];
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
  age: number;
}
