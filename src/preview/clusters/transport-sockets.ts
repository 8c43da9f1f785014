// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Draft} from './draft.js';
import type {TrafficPolicy} from './policy.js';
import {type TlsSubject, tlsSocket} from './tls-context.js';
import type {UpstreamTls} from './tls-settings.js';

const PROXY_PROTOCOL = 'envoy.transport_sockets.upstream_proxy_protocol';

/** Connections without TLS; the name is Envoy's, or the short one that istiod writes in one place. */
function plainSocket(name: string): EnvoyMessage {
  return extension(name, any('envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer'));
}

/** Sets TLS towards endpoints; where nobody asked for it, for those that take mutual TLS only. */
export function setTls(context: Context, subject: TlsSubject, tls: UpstreamTls | undefined): void {
  if (!tls) return;
  const {cluster} = subject.draft;
  const socket = tlsSocket(context, subject, tls.settings);
  if (!socket) return;
  if (!tls.detected || cluster.type === 'ORIGINAL_DST') {
    cluster.transport_socket = socket;
    return;
  }
  cluster.transport_socket_matches = [
    {name: 'tlsMode-istio', match: {tlsMode: 'istio'}, transport_socket: socket},
    {name: 'tlsMode-disabled', match: {}, transport_socket: plainSocket('envoy.transport_sockets.raw_buffer')},
  ];
}

/** Has every connection begin with the address of the client (istio.io, "Destination Rule", ProxyProtocol). */
export function setProxyProtocol({cluster}: Draft, {version}: NonNullable<TrafficPolicy['proxyProtocol']>): void {
  const wrapped = (socket: EnvoyMessage): EnvoyMessage =>
    extension(
      PROXY_PROTOCOL,
      any('envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport', {
        // V1 is zero.
        config: version === 'V2' ? {version} : {},
        transport_socket: socket,
      }),
    );
  const {transport_socket: own, transport_socket_matches: matches} = cluster;
  if (!matches) cluster.transport_socket = wrapped(own ?? plainSocket('raw_buffer'));
  else {
    cluster.transport_socket_matches = matches.map((match) => ({
      ...match,
      transport_socket: wrapped(match.transport_socket),
    }));
  }
}
