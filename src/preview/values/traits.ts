// SPDX-License-Identifier: Apache-2.0
import {isIPv4, isIPv6} from 'node:net';
import type {Proxy} from '../model/proxy.js';

/** Returns what answers for proxies of one scope depend on: the namespace and the IP families, and the labels where rules ask for them. */
export function traitsOf({addresses, dnsDomain, labels}: Proxy, withLabels: boolean): string {
  const families = [addresses.some((address) => isIPv4(address)), addresses.some((address) => isIPv6(address))];
  const own = withLabels ? Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return JSON.stringify([dnsDomain, families, own]);
}

/** A match of a rule of a VirtualService. */
interface LabelledMatch {
  sourceLabels?: Readonly<Record<string, string>>;
}

/** Says whether some of the matches are for clients with some labels. */
export function asksForLabels(matches: readonly LabelledMatch[]): boolean {
  return matches.some(({sourceLabels}) => Object.keys(sourceLabels ?? {}).length > 0);
}
