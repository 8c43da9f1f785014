// SPDX-License-Identifier: Apache-2.0
import type {Proxy} from '../model/proxy.js';

/** Loopback, unspecified, link-local and multicast addresses. */
const NOT_GLOBAL = /^(?:127\.|0\.0\.0\.0$|169\.254\.|22[4-9]\.|23\d\.|255\.255\.255\.255$|::1?$|fe[89ab]|ff)/i;

/** Returns the first of a proxy's addresses that others reach it by. */
export function unicastAddress({addresses}: Proxy): string | undefined {
  return addresses.find((address) => !NOT_GLOBAL.test(address));
}
