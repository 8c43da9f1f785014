// SPDX-License-Identifier: Apache-2.0
import {isRecord} from '../../api/messages/decode.js';
import type {Context} from '../model/context.js';
import {annotatedFields} from './effective-proxy-config.js';

/**
 * Variables of the proxy's container that istiod learns of and that change what it sends
 * (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig, `proxyMetadata`).
 */
const EFFECTIVE = [
  'ISTIO_META_DNS_CAPTURE',
  'ISTIO_META_DNS_AUTO_ALLOCATE',
  'ISTIO_META_ENABLE_HBONE',
  'ISTIO_META_HTTP10',
  'ISTIO_META_HTTP_PROXY_PORT',
  'ISTIO_META_IDLE_TIMEOUT',
  'ISTIO_META_INBOUND_LISTENER_EXACT_BALANCE',
  'ISTIO_META_OUTBOUND_LISTENER_EXACT_BALANCE',
  'ISTIO_META_REQUESTED_NETWORK_VIEW',
  'ISTIO_META_UNPRIVILEGED_POD',
];

/** Tells of what a proxy would say of itself that is not simulated: of the mesh's settings, or its pod's annotation. */
export function reportMetadata({mesh, proxy, notSimulated}: Context): void {
  const {defaultConfig} = mesh.settings.config;
  const names = new Set([defaultConfig, annotatedFields(proxy)].flatMap(variables));
  for (const name of EFFECTIVE) if (names.has(name)) notSimulated(`${name} of pod ${proxy.namespace}/${proxy.name}`);
}

function variables(config: unknown): string[] {
  const metadata = isRecord(config) ? config['proxyMetadata'] : undefined;
  return isRecord(metadata) ? Object.keys(metadata) : [];
}
