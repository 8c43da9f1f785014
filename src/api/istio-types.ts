// SPDX-License-Identifier: Apache-2.0

import type {z} from 'zod';
import type {authorizationPolicy} from './istio/authorization-policy.js';
import type {destinationRule} from './istio/destination-rule.js';
import type {envoyFilter} from './istio/envoy-filter.js';
import type {gateway} from './istio/gateway.js';
import type {status} from './istio/parts/status.js';
import type {peerAuthentication} from './istio/peer-authentication.js';
import type {proxyConfig} from './istio/proxy-config.js';
import type {requestAuthentication} from './istio/request-authentication.js';
import type {serviceEntry} from './istio/service-entry.js';
import type {sidecar} from './istio/sidecar.js';
import type {telemetry} from './istio/telemetry.js';
import type {trafficExtension} from './istio/traffic-extension.js';
import type {virtualService} from './istio/virtual-service.js';
import type {wasmPlugin} from './istio/wasm-plugin.js';
import type {workloadEntry} from './istio/workload-entry.js';
import type {workloadGroup} from './istio/workload-group.js';

/** The `spec` of each of Istio's kinds, as users write it: of a resource that its schema accepts. */
export interface IstioSpecs {
  AuthorizationPolicy: z.input<typeof authorizationPolicy.spec>;
  DestinationRule: z.input<typeof destinationRule.spec>;
  EnvoyFilter: z.input<typeof envoyFilter.spec>;
  Gateway: z.input<typeof gateway.spec>;
  PeerAuthentication: z.input<typeof peerAuthentication.spec>;
  ProxyConfig: z.input<typeof proxyConfig.spec>;
  RequestAuthentication: z.input<typeof requestAuthentication.spec>;
  ServiceEntry: z.input<typeof serviceEntry.spec>;
  Sidecar: z.input<typeof sidecar.spec>;
  Telemetry: z.input<typeof telemetry.spec>;
  TrafficExtension: z.input<typeof trafficExtension.spec>;
  VirtualService: z.input<typeof virtualService.spec>;
  WasmPlugin: z.input<typeof wasmPlugin.spec>;
  WorkloadEntry: z.input<typeof workloadEntry.spec>;
  WorkloadGroup: z.input<typeof workloadGroup.spec>;
}

export type IstioKindName = keyof IstioSpecs;

export type IstioStatus = z.input<typeof status>;

export interface ObjectMeta {
  name?: string;
  namespace?: string;
  generation?: number;
  creationTimestamp?: string;
  resourceVersion?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

/** A resource of one of Istio's kinds. */
export interface IstioResource<K extends IstioKindName = IstioKindName> {
  apiVersion: string;
  kind: K;
  metadata: ObjectMeta;
  spec?: IstioSpecs[K];
  status?: IstioStatus;
}

export type AuthorizationPolicy = IstioResource<'AuthorizationPolicy'>;
export type DestinationRule = IstioResource<'DestinationRule'>;
export type EnvoyFilter = IstioResource<'EnvoyFilter'>;
export type Gateway = IstioResource<'Gateway'>;
export type PeerAuthentication = IstioResource<'PeerAuthentication'>;
export type ProxyConfig = IstioResource<'ProxyConfig'>;
export type RequestAuthentication = IstioResource<'RequestAuthentication'>;
export type ServiceEntry = IstioResource<'ServiceEntry'>;
export type Sidecar = IstioResource<'Sidecar'>;
export type Telemetry = IstioResource<'Telemetry'>;
export type TrafficExtension = IstioResource<'TrafficExtension'>;
export type VirtualService = IstioResource<'VirtualService'>;
export type WasmPlugin = IstioResource<'WasmPlugin'>;
export type WorkloadEntry = IstioResource<'WorkloadEntry'>;
export type WorkloadGroup = IstioResource<'WorkloadGroup'>;

type Items<List> = NonNullable<List> extends readonly (infer Item)[] ? Item : never;
type Field<Message, Name extends keyof Message> = NonNullable<Message[Name]>;

/** Parts that analyzers name. */
export type HttpRoute = Items<IstioSpecs['VirtualService']['http']>;
export type TlsRoute = Items<IstioSpecs['VirtualService']['tls']>;
export type TcpRoute = Items<IstioSpecs['VirtualService']['tcp']>;
export type HttpMatch = Items<HttpRoute['match']>;
export type StringMatch = Field<HttpMatch, 'uri'>;
export type Destination = Field<HttpRoute, 'mirror'>;
export type Subset = Items<IstioSpecs['DestinationRule']['subsets']>;
export type TrafficPolicy = Field<IstioSpecs['DestinationRule'], 'trafficPolicy'>;
export type Server = Items<IstioSpecs['Gateway']['servers']>;
export type ServerTls = Field<Server, 'tls'>;
export type ServicePort = Items<IstioSpecs['ServiceEntry']['ports']>;
export type WorkloadSelector = Field<IstioSpecs['AuthorizationPolicy'], 'selector'>;
export type TargetReference = Items<IstioSpecs['AuthorizationPolicy']['targetRefs']>;
