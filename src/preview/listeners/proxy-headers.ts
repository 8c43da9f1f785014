// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {proxyConfig} from '../settings/effective-proxy-config.js';
import type {ProxyHeaders} from '../settings/proxy-config.js';
import type {ListenerClass} from '../telemetry/listener-class.js';

/** Returns the mesh's settings of headers that proxies add: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig-ProxyHeaders */
export function proxyHeaders(context: Context): ProxyHeaders {
  return proxyConfig(context).proxyHeaders ?? {};
}

/** Returns the fields of a connection manager on the `server` header, the request id and the forwarded port. */
export function headerFields(context: Context, listenerClass: ListenerClass): EnvoyMessage {
  const {server, requestId, xForwardedPort} = proxyHeaders(context);
  return {
    ...(server?.disabled
      ? {server_header_transformation: 'PASS_THROUGH'}
      : // Towards the client it is named after Istio, elsewhere Envoy's own name stands.
        plain({server_name: server?.value || (listenerClass === 'outbound' ? '' : 'istio-envoy')})),
    ...(requestId?.disabled && {generate_request_id: false}),
    ...(xForwardedPort?.enabled && {append_x_forwarded_port: true}),
  };
}

/** Returns the options of HTTP/1.1 that keep the case of header names, where the mesh wants that. */
export function headerCase(context: Context): EnvoyMessage {
  if (!proxyHeaders(context).preserveHttp1HeaderCase) return {};
  const type = 'envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig';
  return {header_key_format: {stateful_formatter: extension('preserve_case', any(type))}};
}

/**
 * Returns the fields of a sidecar's inbound connection manager on the client's certificate
 * (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ForwardClientCertDetails).
 */
export function clientCertificateFields(context: Context): EnvoyMessage {
  const {forwardedClientCert, setCurrentClientCertDetails} = proxyHeaders(context);
  const {subject = true, uri = true, dns = true, cert, chain} = setCurrentClientCertDetails ?? {};
  return {
    ...forwardedDetails(forwardedClientCert, 'APPEND_FORWARD'),
    set_current_client_cert_details: {subject, ...plain({uri, dns, cert, chain})},
  };
}

/** Returns the field on a forwarded client certificate. SANITIZE is what Envoy does by itself. */
export function forwardedDetails(given: string | undefined, fallback: string): EnvoyMessage {
  const details = given && given !== 'UNDEFINED' ? given : fallback;
  return details === 'SANITIZE' ? {} : {forward_client_cert_details: details};
}
