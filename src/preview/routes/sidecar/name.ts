// SPDX-License-Identifier: Apache-2.0

/** The configuration for the HTTP proxy of the mesh (`proxyHttpPort`). */
export const HTTP_PROXY = 'http_proxy';

const SOCKET = 'unix://';

/** What the name of a route configuration says. */
export interface RouteName {
  name: string;
  /** Port of the listener; 0 for an HTTP proxy or a Unix socket. */
  port: number;
  /** The one service it is for, where Envoy finds out the protocol; else it is for all of the port. */
  hostname?: string;
}

/** Reads the name of a route configuration: `80`, `cart.shop.svc.cluster.local:80`, `http_proxy` or `unix://PATH`. */
export function routeNameParts(name: string): RouteName | undefined {
  if (name === HTTP_PROXY || name.startsWith(SOCKET)) return {name, port: 0};
  const [, hostname, port = ''] = /^(?:(.*?):)?(\d+)$/s.exec(name) ?? [];
  if (port === '') return undefined;
  return {name, port: Number(port), ...(hostname !== undefined && {hostname})};
}
