// SPDX-License-Identifier: Apache-2.0
import type {Protocol} from '../model/service.js';

const HTTP: ReadonlySet<Protocol> = new Set(['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-Web']);
const TCP: ReadonlySet<Protocol> = new Set(['TCP', 'HTTPS', 'TLS', 'Mongo', 'Redis', 'MySQL']);

/** Says whether a port speaks HTTP, by its name. */
export function isHttp(protocol: Protocol): boolean {
  return HTTP.has(protocol);
}

/** Says whether a port speaks HTTP, or may do so, which Envoy then finds out. */
export function mayBeHttp(protocol: Protocol): boolean {
  return HTTP.has(protocol) || protocol === 'Unsupported';
}

/** Says whether a port speaks something that Envoy passes on as bytes. */
export function isTcp(protocol: Protocol): boolean {
  return TCP.has(protocol);
}

/** Says whether a port speaks TLS that the mesh does not end. */
export function isTls(protocol: Protocol): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}
