// SPDX-License-Identifier: Apache-2.0
import {isIPv4, isIPv6} from 'node:net';
import type {Proxy} from '../model/proxy.js';
import type {Service} from '../model/service.js';

/** The address of services that have none. */
export const UNSPECIFIED = '0.0.0.0';

type Addressed = Pick<Service, 'addresses' | 'registry'>;

/**
 * Returns the addresses at which a proxy reaches a service: of a Kubernetes Service those of its own IP families, of a
 * ServiceEntry all (package pilot/pkg/model).
 */
export function addressesFor(proxy: Proxy, {addresses, registry}: Addressed): readonly string[] {
  return registry === 'Kubernetes' ? addresses.filter((address) => isOfFamily(address, proxy)) : addresses;
}

/** Returns the first of them; a service with none in the proxy's families keeps its first address. */
export function addressFor(proxy: Proxy, service: Addressed): string {
  return addressesFor(proxy, service)[0] ?? service.addresses[0] ?? UNSPECIFIED;
}

/** Says whether the proxy has an IPv4 address. */
function supportsIPv4({addresses}: Proxy): boolean {
  return addresses.some((address) => isIPv4(address));
}

/** Returns the address as hosts of URLs have it: IPv6 in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function isOfFamily(address: string, proxy: Proxy): boolean {
  return isIPv6(address) ? proxy.addresses.some((own) => isIPv6(own)) : supportsIPv4(proxy);
}
