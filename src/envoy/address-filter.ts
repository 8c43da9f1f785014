// SPDX-License-Identifier: Apache-2.0
import {addressBits} from './trace/match/ip.js';

/**
 * Whether a filter lets an address pass: the filter is that address, alone or with its port as tables print it, IPv6 in
 * brackets or not and however its zeros are written. Names and paths are compared case aside; no filter lets all pass.
 *
 * @param port 0 for what has none.
 */
export function passesAddress(filter: string | undefined, address: string, port = 0): boolean {
  if (!filter) return true;
  const wanted = filter.toLowerCase();
  const whole = address.toLowerCase();
  if (wanted === whole || wanted === `unix://${whole}`) return true;
  const [, bracketed, own] = /^\[(.*)\](?::(\d+))?$/.exec(wanted) ?? [];
  if (own !== undefined && Number(own) !== port) return false;
  return isSameIp(bracketed ?? wanted, whole) || (port !== 0 && wanted === `${whole}:${port}`);
}

function isSameIp(filter: string, address: string): boolean {
  const bits = addressBits(filter);
  return bits !== undefined && bits === addressBits(address);
}
