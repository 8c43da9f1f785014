// SPDX-License-Identifier: Apache-2.0
import type {MeshSettings} from '../model/settings.js';
import type {ExtensionProvider} from './extension-provider.js';
import type {ProxyConfig} from './proxy-config.js';

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
