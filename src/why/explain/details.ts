// SPDX-License-Identifier: Apache-2.0
import type {Word} from './word.js';

const detail = (word: string, status: string, meaning: string, causes: readonly string[], tell: string): Word => ({
  ...{word, kind: 'detail', status, meaning, causes, tell},
});

/** Response code details that a mesh brings about (Envoy, "Response code details"). */
export const DETAILS: readonly Word[] = [
  detail('via_upstream', '', 'What was asked answered so; Envoy passed it on.', ['the application', "the proxy of the server, in the client's log"], "Look at the line of the server's proxy with the same x-request-id: via_upstream there is the application."),
  detail('route_not_found', '404', 'No virtual host or route takes the request.', ['no VirtualService or route with the host and path'], 'istioctl proxy-config trace says which came near.'),
  detail('filter_chain_not_found', '0', 'No filter chain takes the connection.', ['plain text to a workload that is STRICT', 'a name in the TLS handshake that no server of a gateway has'], 'Without SNI it is plain text.'),
  detail('cluster_not_found', '503', 'The cluster of the route does not exist.', ['a host or subset that does not exist', 'a backendRef without a Service or ReferenceGrant'], 'The route in istioctl proxy-config route has the name of the cluster.'),
  detail('no_healthy_upstream', '503', 'The cluster has no endpoint that may be asked.', ['no ready pod', 'all endpoints ejected', 'DNS without an answer'], 'istioctl proxy-config endpoint shows them.'),
  detail('direct_response', 'as set', 'A route answered by itself.', ['route block_all: REGISTRY_ONLY and an unknown host (502)', 'directResponse or redirect of a VirtualService'], 'The route name in the line tells.'),
  detail('upstream_reset_before_response_started', '503', 'The connection to the server failed before an answer came; braces say how.', ['connection_failure, remote_connection_failure: UF', 'connection_termination: UC', 'overflow: UO', 'protocol_error: UPE', 'remote_reset: UR', 'connection_timeout: UF'], 'Behind | stand the words of TLS or of the kernel.'),
  detail('response_timeout', '504', 'The answer did not come within the timeout of the route.', ['timeout of a VirtualService, timeouts.request of an HTTPRoute'], 'The duration is the timeout.'),
  detail('upstream_per_try_timeout', '504', 'The last try ran out of perTryTimeout.', ['retries.perTryTimeout of a VirtualService, timeouts.backendRequest of an HTTPRoute'], 'The duration is about perTryTimeout times the tries.'),
  detail('upstream_per_try_idle_timeout', '504', 'The last try was idle for too long.', ['an EnvoyFilter with per_try_idle_timeout'], 'The duration since the last byte is the timeout.'),
  detail('upstream_max_stream_duration_reached', '504', 'The stream was longer than it may be.', ['max_stream_duration'], 'See UMSDR.'),
  detail('stream_idle_timeout', '504', 'Nothing was sent on the stream for too long.', ['stream_idle_timeout, 5 minutes by default'], 'See SI.'),
  detail('downstream_remote_disconnect', '0', 'The client closed the connection.', ['a timeout of the client'], 'See DC.'),
  detail('downstream_local_disconnect', '0', 'Envoy closed the connection of the client.', ['the proxy drains: its pod ends, or its listener changed'], 'Look at the time of deployments.'),
  detail('http1.codec_error', '400', 'The bytes of the client are no HTTP/1.', ['another protocol on a port named http', 'TLS to a plain port'], 'See DPE.'),
  detail('http2', '400', 'The client broke the rules of HTTP/2.', ['a client that speaks HTTP/2 wrongly, or sends too many frames'], 'What follows the dot says which rule.'),
  detail('rbac_access_denied_matched_policy', '403', 'An AuthorizationPolicy refused; brackets name the rule.', ['none: there are ALLOW policies, and no rule took the request', 'ns[…]-policy[…]-rule[…]: this rule of a DENY policy took it'], 'istioctl proxy-config trace --inbound --source-principal asks the policies.'),
  detail('jwt_authn_access_denied', '401', 'A RequestAuthentication did not accept the token; braces say why.', ['Jwt_is_missing, Jwt_is_expired, Jwt_issuer_is_not_configured, Audiences_in_Jwt_are_not_allowed, Jwks_remote_fetch_is_failed'], 'Decode the token, and compare iss, aud and exp.'),
  detail('ext_authz_denied', '403', 'The external authorizer said no.', ['the rules of the authorizer'], 'Its log tells.'),
  detail('ext_authz_error', '403', 'The external authorizer could not be asked.', ['it is down, or its name in extensionProviders is wrong'], 'istioctl proxy-config endpoint of its cluster.'),
  detail('local_rate_limited', '429', 'A local rate limit is reached.', ['an EnvoyFilter with local_ratelimit'], 'It counts per proxy.'),
  detail('request_rate_limited', '429', 'The rate limit service said no.', ['an EnvoyFilter with ratelimit'], 'The service has the limits.'),
  detail('fault_filter_abort', 'as set', 'A fault was injected.', ['fault.abort of a VirtualService'], 'See FI.'),
  detail('request_headers_too_large', '431', 'The headers of the request are too big.', ['cookies and tokens above 60 KiB'], 'Count the bytes of the headers.'),
  detail('missing_host_header', '400', 'The request has no Host header.', ['a client of HTTP/1.0, or a broken one'], 'curl -v shows the headers.'),
  detail('low_version', '426', 'The client speaks HTTP/1.0, which Envoy does not accept.', ['an old client, nginx without proxy_http_version 1.1'], 'The protocol in the line is HTTP/1.0.'),
  detail('path_normalization_failed', '400', 'The path cannot be normalized.', ['encoded slashes, or .. in the path'], 'pathNormalization of the mesh decides.'),
  detail('overload', '503', 'The proxy is overloaded.', ['the limits of the overload manager'], 'See OM.'),
];
