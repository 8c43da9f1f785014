// SPDX-License-Identifier: Apache-2.0
import {isIPv4, isIPv6} from 'node:net';
import type {Proxy} from '../../model/proxy.js';

/** Returns the addresses that stand for all of the proxy's, by its IP families. */
export function wildcardAddresses(proxy: Proxy): string[] {
  return byFamily(proxy, '0.0.0.0', '::');
}

/** Returns the proxy's own loopback addresses, by its IP families. */
export function loopbackAddresses(proxy: Proxy): string[] {
  return byFamily(proxy, '127.0.0.1', '::1');
}

function byFamily({addresses}: Proxy, v4: string, v6: string): string[] {
  const hasV6 = addresses.some((address) => isIPv6(address));
  const hasV4 = addresses.some((address) => isIPv4(address)) || !hasV6;
  return [...(hasV4 ? [v4] : []), ...(hasV6 ? [v6] : [])];
}
