// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {Proxy} from '../model/proxy.js';

/** Returns the address that stands for all of a proxy's addresses: that of IPv6 where it has no others. */
export function wildcard({addresses}: Proxy): string {
  return isOnlyIPv6(addresses) ? '::' : '0.0.0.0';
}

function isOnlyIPv6(addresses: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((address) => address.includes(':'));
}

/** Loopback, unspecified, link-local and multicast addresses. */
const NOT_GLOBAL = /^(?:127\.|0\.0\.0\.0$|169\.254\.|22[4-9]\.|23\d\.|255\.255\.255\.255$|::1?$|fe[89ab]|ff)/i;

/** Returns the first of a proxy's addresses that others reach it by. */
export function unicastAddress({addresses}: Proxy): string | undefined {
  return addresses.find((address) => !NOT_GLOBAL.test(address));
}

/** Returns an address of Envoy: of a host and port. */
export function socketAddress(address: string, port: number): EnvoyMessage {
  return {socket_address: {address, port_value: port}};
}
