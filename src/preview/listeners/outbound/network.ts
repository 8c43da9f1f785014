// SPDX-License-Identifier: Apache-2.0
import {isIPv4} from 'node:net';
import {cidrRange} from '../../security/cidr.js';
import {textOf} from '../../values/message.js';

/** Returns the network of a block or address, the same for all spellings of it; undefined where it is neither. */
export function networkOf(text: string): string | undefined {
  const range = cidrRange(text);
  if (!range) return undefined;
  const address = textOf(range['address_prefix']);
  const length = Number(range['prefix_len']);
  const [bits, size] = isIPv4(address) ? [ipv4Bits(address), 32] : [ipv6Bits(address), 128];
  const host = BigInt(size - length);
  return `${size}:${((bits >> host) << host).toString(16)}/${length}`;
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv6Bits(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({length: zeros}, () => '0'), ...groups(tail)];
  return all.reduce((bits, part) => (bits << 16n) | BigInt(`0x${part}`), 0n);
}
