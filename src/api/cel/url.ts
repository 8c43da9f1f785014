// SPDX-License-Identifier: Apache-2.0

/**
 * What Go makes of a URL, as far as rules can ask. Go is what the API server runs: absolute URLs and absolute paths
 * only, anything after `scheme:` without a slash taken as it is, strict about hosts, lenient about the rest.
 */

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const HEX_PAIR = '%[0-9A-Fa-f]{2}';
const ESCAPED_TEXT = new RegExp(`^(?:[^%]|${HEX_PAIR})*$`);
const USER = new RegExp(`^(?:[A-Za-z0-9._:~!$&'()*+,;=@-]|${HEX_PAIR})*$`);
/** In a host only bytes outside ASCII (and `%` itself) may be escaped. */
const HOST = /^(?:[A-Za-z0-9_.~!$&'()*+,;=:<>"-]|[\u0080-\u{10ffff}]|%[89A-Fa-f][0-9A-Fa-f]|%25)*$/u;
const PORT = /^(?::\d*)?$/;

/** The scheme in lower case, empty for a path; undefined where the text is no URL. */
export function urlScheme(text: string): string | undefined {
  if (text === '' || text.startsWith(':') || hasControlCharacter(text)) return undefined;
  if (text === '*') return '';
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase() ?? '';
  const [rest = ''] = text.slice(scheme === '' ? 0 : scheme.length + 1).split('?', 1);
  if (!rest.startsWith('/')) return scheme === '' ? undefined : scheme;
  const [, authority, path = ''] = (scheme !== '' && /^\/\/([^/]*)(.*)$/s.exec(rest)) || [rest, undefined, rest];
  const isValid = (authority === undefined || isAuthority(authority, scheme)) && ESCAPED_TEXT.test(path);
  return isValid ? scheme : undefined;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

function isAuthority(authority: string, scheme: string): boolean {
  const at = authority.lastIndexOf('@');
  const [user, host] = [authority.slice(0, Math.max(at, 0)), authority.slice(at + 1)];
  if (!USER.test(user)) return false;
  if (host.includes('[')) return isBracketedHost(host);
  const colon = scheme === 'http' || scheme === 'https' ? host.indexOf(':') : host.lastIndexOf(':');
  return PORT.test(colon < 0 ? '' : host.slice(colon)) && HOST.test(host);
}

function isBracketedHost(host: string): boolean {
  const [, address = '', zone = '', port = ''] = /^\[([^\]%]*)(%25[^\]]*)?\](.*)$/s.exec(host) ?? [];
  return isIpv6(address) && zone !== '%25' && ESCAPED_TEXT.test(zone) && PORT.test(port);
}

/** `URL` knows the grammar of IPv6 addresses; Go's is the same. */
function isIpv6(address: string): boolean {
  return address.includes(':') && URL.canParse(`http://[${address}]`);
}
