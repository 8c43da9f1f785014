// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {VirtualService} from '../model/scope.js';
import type {MeshSettings} from '../model/settings.js';
import type {ExtensionProvider} from './extension-provider.js';
import type {ProxyConfig} from './proxy-config.js';

type TrafficPolicy = NonNullable<IstioSpecs['DestinationRule']['trafficPolicy']>;

/** How idle connections are tested: https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-TCPSettings-TcpKeepalive */
export type TcpKeepalive = NonNullable<
  NonNullable<NonNullable<TrafficPolicy['connectionPool']>['tcp']>['tcpKeepalive']
>;

/** Where requests go by locality: https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting */
export type LocalitySettings = NonNullable<NonNullable<TrafficPolicy['loadBalancer']>['localityLbSetting']>;

/** The fields of MeshConfig that listeners depend on, as decoded: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
export interface MeshConfig {
  proxyListenPort?: number;
  proxyInboundListenPort?: number;
  protocolDetectionTimeout?: string;
  enableTracing?: boolean;
  accessLogFile?: string;
  accessLogFormat?: string;
  /** TEXT where absent. */
  accessLogEncoding?: string;
  enableEnvoyAccessLogService?: boolean;
  disableEnvoyListenerLog?: boolean;
  defaultConfig?: ProxyConfig;
  inboundClusterStatName?: string;
  proxyHttpPort?: number;
  /** REGISTRY_ONLY where its mode is absent. */
  outboundTrafficPolicy?: {mode?: string};
  defaultHttpRetryPolicy?: HttpRetry;
  outboundClusterStatName?: string;
  connectTimeout?: string;
  tcpKeepalive?: TcpKeepalive;
  dnsRefreshRate?: string;
  enableAutoMtls?: boolean;
  /** DO_NOT_UPGRADE where absent. */
  h2UpgradePolicy?: string;
  /** PASSTHROUGH where absent. */
  inboundTrafficPolicy?: {mode?: string};
  localityLbSetting?: LocalitySettings;
  caCertificates?: readonly {trustDomains?: readonly string[]}[];
  extensionProviders?: readonly ExtensionProvider[];
  defaultProviders?: {
    tracing?: readonly string[];
    metrics?: readonly string[];
    accessLogging?: readonly string[];
  };
  pathNormalization?: {normalization?: string};
  meshMTLS?: TlsConfig;
  tlsDefaults?: TlsConfig;
}

/** Retries of requests, as of a route of a VirtualService. */
export type HttpRetry = NonNullable<NonNullable<VirtualService['spec']['http']>[number]['retries']>;

export interface TlsConfig {
  /** TLS_AUTO where absent. */
  minProtocolVersion?: string;
  ecdhCurves?: readonly string[];
  cipherSuites?: readonly string[];
}

/** Returns the mesh's settings as MeshConfig. */
export function meshConfig(settings: MeshSettings): MeshConfig {
  return settings.config;
}
