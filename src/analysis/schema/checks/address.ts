// SPDX-License-Identifier: Apache-2.0

import {isIP} from 'node:net';
import {error, type Problems} from '../problem.js';

export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

export function* address(text: string): Problems {
  if (!isAddress(text)) yield error(`${text} is not a valid IP`);
}

/** An address, or a block of them with exactly one slash. */
export function* subnet(text: string): Problems {
  if (!text.includes('/')) yield* address(text);
  else if (prefixReason(text) !== undefined) yield error(`${text} is not a valid CIDR block`);
}

/** The reason that Go gives for not taking a CIDR block; undefined where it takes it. */
export function prefixReason(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const ip = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!isAddress(ip)) return addressReason(ip);
  if (ip.includes('%')) return 'IPv6 zones cannot be present in a prefix';
  if (!/^(?:0|[1-9]\d*)$/.test(bits)) return `bad bits after slash: ${JSON.stringify(bits)}`;
  return Number(bits) > (isIP(ip) === 4 ? 32 : 128) ? 'prefix length out of range' : undefined;
}

/** netip's text for an address that it cannot read. */
function addressReason(text: string): string {
  const failed = (reason: string) => `ParseAddr(${JSON.stringify(text)}): ${reason}`;
  const kind = /[.:%]/.exec(text)?.[0];
  if (kind === undefined) return failed('unable to parse IP');
  if (kind === '%') return failed('missing IPv6 address');
  return failed(kind === '.' ? ipv4Reason(text) : ipv6Reason(text));
}

function ipv4Reason(text: string): string {
  const bad = /[^0-9.]/.exec(text);
  if (bad) return `unexpected character (at ${JSON.stringify(text.slice(bad.index))})`;
  const fields = text.split('.');
  const wrong = fields.findIndex((field) => field === '' || Number(field) > 255 || /^0\d/.test(field));
  const field = fields[wrong];
  if (fields.length > 4 && (wrong < 0 || wrong > 3)) return 'IPv4 address too long';
  if (field === undefined) return 'IPv4 address too short';
  if (field === '') {
    const rest = fields.slice(wrong).join('.');
    return `IPv4 field must have at least one digit (at ${JSON.stringify(rest === '' ? '.' : `.${rest}`)})`;
  }
  return Number(field) > 255 ? 'IPv4 field has value >255' : 'IPv4 field has octet with leading zero';
}

function ipv6Reason(text: string): string {
  const bad = /[^0-9a-fA-F:.]/.exec(text);
  if (bad)
    return `each colon-separated field must have at least one digit (at ${JSON.stringify(text.slice(bad.index))})`;
  const long = /[0-9a-fA-F]{5,}/.exec(text);
  if (long) return `each group must have 4 or less digits (at ${JSON.stringify(text.slice(long.index))})`;
  return text.split(':').length > 8 ? 'address string too long' : 'address string too short';
}

/** A path of a Unix socket without its scheme; names that begin with @ are abstract. */
export function* unixPath(path: string): Problems {
  if (path === '') yield error('unix address must not be empty');
  else if (!path.startsWith('@') && (!path.startsWith('/') || path.endsWith('/'))) {
    yield error(`${path} is not an absolute path to a file`);
  }
}

export const UNIX = 'unix://';
