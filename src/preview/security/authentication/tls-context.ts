// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {oncePerContext} from '../../once.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {peerTrustDomains} from './trust-domains.js';

const HTTP_ALPN = ['h2', 'http/1.1'];
const TCP_ALPN = ['istio-peer-exchange', ...HTTP_ALPN];

/** What istiod lets proxies speak with each other unless the mesh says otherwise. */
const CIPHER_SUITES = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

/** Returns the reference to a secret that the proxy's agent serves; Envoy waits for its own without end. */
export function agentSecret(name: string, waits = true): EnvoyMessage {
  return {
    name,
    sds_config: {
      api_config_source: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{envoy_grpc: {cluster_name: 'sds-grpc'}}],
      },
      ...(waits && {initial_fetch_timeout: '0s'}),
      resource_api_version: 'V3',
    },
  };
}

/** Returns the transport socket by which a sidecar takes connections of mutual TLS: https://istio.io/latest/docs/concepts/security/#mutual-tls-authentication */
export const peerTransportSocket: (context: Context, protocol: 'http' | 'tcp') => EnvoyMessage = oncePerContext<
  'http' | 'tcp',
  EnvoyMessage
>(({mesh}, protocol) => {
  const {cipherSuites, minProtocolVersion} = meshConfig(mesh.settings).meshMTLS ?? {};
  const prefixes = peerTrustDomains(mesh).map((domain) => ({prefix: `spiffe://${domain}/`}));
  const common = {
    alpn_protocols: protocol === 'http' ? HTTP_ALPN : TCP_ALPN,
    tls_params: {
      cipher_suites: cipherSuites && cipherSuites.length > 0 ? cipherSuites : CIPHER_SUITES,
      tls_minimum_protocol_version: minProtocolVersion === 'TLSV1_3' ? 'TLSv1_3' : 'TLSv1_2',
      tls_maximum_protocol_version: 'TLSv1_3',
    },
    tls_certificate_sds_secret_configs: [agentSecret('default')],
    combined_validation_context: {
      default_validation_context: {match_subject_alt_names: prefixes},
      validation_context_sds_secret_config: agentSecret('ROOTCA'),
    },
  };
  const type = 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';
  return extension(
    'envoy.transport_sockets.tls',
    any(type, {common_tls_context: common, require_client_certificate: true}),
  );
});
