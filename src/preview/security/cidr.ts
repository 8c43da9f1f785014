// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import type {EnvoyMessage} from '../model/json.js';

/** Returns a block or a single address as Envoy's CidrRange; undefined where the text is neither. */
export function cidrRange(text: string): EnvoyMessage | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return undefined;
  const longest = family === 4 ? 32 : 128;
  const length = bits === undefined ? longest : prefixLength(bits);
  if (length === undefined || length > longest) return undefined;
  return {address_prefix: family === 4 ? address : canonical(address), prefix_len: length};
}

function prefixLength(text: string): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(text) ? Number(text) : undefined;
}

/** The shortest spelling of an IPv6 address: RFC 5952. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
