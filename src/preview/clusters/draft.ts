// SPDX-License-Identifier: Apache-2.0
import {any} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';

const OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** How a cluster speaks HTTP; which version is one of `http1`, `http2` and `downstream`, which all stand for what is in them. */
export interface HttpOptions {
  common?: EnvoyMessage;
  upstream?: EnvoyMessage;
  protocol?: {kind: 'http1' | 'http2' | 'downstream'; http1?: EnvoyMessage; http2?: EnvoyMessage};
}

/** One of the transport sockets that endpoints choose from. */
export interface SocketMatch extends EnvoyMessage {
  transport_socket: EnvoyMessage;
}

/** The fields of a cluster of which others depend, and all others. */
interface DraftCluster extends EnvoyMessage {
  name: string;
  type?: string;
  common_lb_config?: EnvoyMessage;
  cluster_type?: {name: string; typed_config: EnvoyMessage};
  metadata?: {filter_metadata: {istio: EnvoyMessage}};
  transport_socket?: EnvoyMessage;
  transport_socket_matches?: readonly SocketMatch[];
}

/** A cluster on its way: traffic policy changes it step by step. */
export interface Draft {
  cluster: DraftCluster;
  http?: HttpOptions;
  /** Its hosts are resolved request by request. */
  dynamic?: boolean;
}

/** Returns the options of a draft, which then has some. */
export function httpOptions(draft: Draft): HttpOptions {
  draft.http ??= {};
  return draft.http;
}

/** Returns the cluster of a draft. */
export function finished({cluster, http}: Draft): EnvoyMessage {
  return http ? {...cluster, typed_extension_protocol_options: {[OPTIONS]: any(OPTIONS, optionFields(http))}} : cluster;
}

function optionFields({common, upstream, protocol = {kind: 'http1'}}: HttpOptions): EnvoyMessage {
  const {kind, http1 = {}, http2 = {}} = protocol;
  const explicit = {
    explicit_http_config: kind === 'http2' ? {http2_protocol_options: http2} : {http_protocol_options: http1},
  };
  const downstream = {use_downstream_protocol_config: {http_protocol_options: http1, http2_protocol_options: http2}};
  return {
    ...(common && {common_http_protocol_options: common}),
    ...(upstream && {upstream_http_protocol_options: upstream}),
    ...(kind === 'downstream' ? downstream : explicit),
  };
}

/** Says whether a draft speaks HTTP/2 and nothing else. */
export function speaksHttp2({http}: Draft): boolean {
  return http?.protocol?.kind === 'http2';
}
