// SPDX-License-Identifier: Apache-2.0
import type {Word} from './word.js';

const flag = (word: string, status: string, meaning: string, causes: readonly string[], tell: string): Word => ({
  ...{word, kind: 'flag', status, meaning, causes, tell},
});

/** The response flags of Envoy 1.40 (Envoy, "Access logging", %RESPONSE_FLAGS%), the common ones of a mesh first. */
export const FLAGS: readonly Word[] = [
  flag('UF', '503', 'Envoy could not connect to the endpoint.', [
    'tls.mode of a DestinationRule does not fit the server',
    'nothing listens on targetPort, or the application listens on 127.0.0.1 only',
    'a NetworkPolicy drops the packets, or the address is nobody\'s',
  ], 'The detail has the words: WRONG_VERSION_NUMBER is TLS against plain text, Connection refused a wrong port, timeout a NetworkPolicy or a dead address.'),
  flag('UH', '503', 'The cluster has no healthy endpoint.', [
    'no pod is ready, or none has the labels of the Service or subset',
    'the workload is scaled to zero',
    'outlier detection has ejected all endpoints',
    'the host of a ServiceEntry does not resolve',
  ], 'istioctl proxy-config endpoint shows the endpoints: none at all is a matter of labels, replicas or DNS; OUTLIER CHECK FAILED is ejection.'),
  flag('UO', '503', 'A limit of the cluster is reached (circuit breaker).', ['connectionPool of a DestinationRule is too small'], 'The limits are counted per client proxy; istioctl proxy-config cluster -o json shows them under circuit_breakers.'),
  flag('NR', '404', 'No route, or no filter chain, takes the request.', [
    'no VirtualService or HTTPRoute with the host is for the gateway',
    'no rule matches the path',
    'with filter_chain_not_found: plain text to STRICT, or an unknown SNI',
  ], 'route_not_found is about host and path, filter_chain_not_found about TLS. istioctl proxy-config trace says what was passed over.'),
  flag('NC', '503', 'The route leads to a cluster that does not exist.', [
    'a VirtualService names a host or subset that does not exist',
    'a backend of an HTTPRoute is missing, or lacks a ReferenceGrant (500)',
    'the proxy refuses its configuration and has an old route',
  ], 'istioctl analyze finds missing hosts and subsets; istioctl proxy-status shows what a proxy refused.'),
  flag('URX', '503', 'The retries are used up; of TCP, the attempts to connect.', ['every try failed: the flag or status beside it says how'], 'URX,UF is a connection that fails, URX,UT a perTryTimeout, URX alone an answer of the application.'),
  flag('UT', '504', 'The request ran out of its timeout.', ['timeout of a VirtualService or HTTPRoute', 'perTryTimeout of its retries', 'a server that is too slow'], 'response_timeout is the timeout of the route, upstream_per_try_timeout that of one try.'),
  flag('UC', '503', 'The server closed the connection before it had answered.', [
    'the application crashes or closes idle connections early',
    'plain text to a server that is STRICT',
    'a pod that ends',
  ], "In the server's log UC is the application; in the client's alone, look for NR in the server's."),
  flag('DC', '0 or 499', 'The client closed the connection before the answer.', ['a timeout of the client that is shorter than the answer takes', 'a proxy before it that gave up (UT there)'], "The duration is the client's patience. In the server's log, the same x-request-id in the client's log says who gave up."),
  flag('LR', '503', 'Envoy itself reset the stream to the server.', ['a filter or a limit of HTTP/2 on the way'], 'The log of the proxy at level debug says which.'),
  flag('UR', '503', 'The server reset the stream.', ['a gRPC or HTTP/2 application that refuses streams', 'max_concurrent_streams of the server'], "The server's log says whether it was the application (UR there too)."),
  flag('UPE', '502', 'The server did not speak the protocol that Envoy spoke.', ['a port named http whose application speaks something else', 'a port named http2 or grpc whose application speaks HTTP/1.1', 'TLS of the application on a port named http'], 'Ask the port in the pod itself: curl from the application container.'),
  flag('DPE', '400', 'The client did not speak the protocol of the port.', ['a port named http that clients use with another protocol', 'TLS to a plain port, or plain text to one of TLS'], 'http1.codec_error with few bytes is another protocol; at a gateway it is most often TLS.'),
  flag('UAEX', '403', 'The external authorizer refused, or could not be asked.', ['it said no (ext_authz_denied)', 'it cannot be reached (ext_authz_error)', 'the provider does not exist'], 'The detail tells denied from error.'),
  flag('RL', '429', 'A rate limit is reached.', ['a local or global rate limit of an EnvoyFilter'], 'local_rate_limited is counted in the proxy, request_rate_limited by a service.'),
  flag('RLSE', '500', 'The rate limit service failed.', ['it cannot be reached'], 'failure_mode_deny decides whether requests pass then.'),
  flag('FI', 'as set', 'A fault was injected: an abort.', ['fault.abort of a VirtualService or HTTPRoute filter'], 'istioctl proxy-config trace names the VirtualService.'),
  flag('DI', '', 'A fault was injected: a delay.', ['fault.delay of a VirtualService'], 'The request takes as much longer as fixedDelay says.'),
  flag('SI', '504', 'The stream was idle for too long.', ['stream_idle_timeout, 5 minutes by default', 'idle_timeout of an EnvoyFilter'], 'Long polls and streams without data are hit; a timeout of 0s on the route lifts it for that route.'),
  flag('IH', '400', 'A header that is strict-checked has an invalid value.', ['x-envoy-* headers of a client', 'an EnvoyFilter with strict_check_headers'], 'Only x-envoy headers are checked.'),
  flag('DT', '', 'The connection was longer than it may be.', ['max_connection_duration, set by an EnvoyFilter or maxConnectionDuration of a DestinationRule'], 'The duration in the log is the limit.'),
  flag('UMSDR', '504', 'The stream to the server was longer than it may be.', ['max_stream_duration of a route or cluster, also from grpc-timeout'], 'Streams of gRPC are hit; the limit is in istioctl proxy-config route -o json.'),
  flag('OM', '503', 'The overload manager ended the request.', ['the proxy is short of memory or connections'], 'Raise the limits of istio-proxy, or spread the load.'),
  flag('DF', '503', 'A name could not be resolved.', ['a dynamic forward proxy, with a ServiceEntry of resolution DYNAMIC_DNS or a wildcard'], 'Resolve the name in the pod.'),
  flag('DO', '503', 'The control plane asked to drop a part of the requests.', ['drop_overload in the endpoints'], 'istiod sets none; another control plane does.'),
  flag('UDO', '503', 'The control plane asked to drop all requests.', ['drop_overload of 100 % in the endpoints'], 'istiod sets none; another control plane does.'),
  flag('DR', '0', 'The client reset the stream.', ['a gRPC or HTTP/2 client that cancelled the call', 'a deadline of the client'], 'The duration is the deadline of the client.'),
  flag('LH', '503', 'The local service failed its health check.', ['the health check filter, which Istio does not use'], 'An EnvoyFilter has brought it.'),
  flag('NFCF', '500', 'The configuration of a filter has not come.', ['a WasmPlugin whose module cannot be loaded, with failStrategy FAIL_CLOSE'], 'istioctl proxy-config ecds shows what came.'),
  flag('RFCF', '', 'The response came from the cache filter.', ['an EnvoyFilter with the cache filter'], 'Nothing failed.'),
];
