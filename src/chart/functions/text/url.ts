// SPDX-License-Identifier: Apache-2.0
import {getKey, type ValueMap} from '../../../template/compile/value.js';
import {bytesOfText, textOfBytes} from '../bytes.js';
import {type FunctionTable, map, text, unary} from '../parameters.js';

// Go's net/url, as far as urlParse and urlJoin show it.

interface Url {
  scheme: string;
  opaque: string;
  /** As printed: escaped. */
  userinfo: string;
  host: string;
  /** Unescaped. */
  path: string;
  query: string;
  /** Unescaped. */
  fragment: string;
}

function parse(raw: string): Url {
  // oxlint-disable-next-line no-control-regex -- these are what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(raw)) throw new Error('invalid control character in URL');
  const [withoutFragment, fragment] = splitAt(raw, '#');
  const url: Url = {
    scheme: '',
    opaque: '',
    userinfo: '',
    host: '',
    path: '',
    query: '',
    fragment: '',
  };
  if (withoutFragment !== '*') parseParts(url, withoutFragment);
  else url.path = '*';
  url.fragment = unescape(fragment);
  return url;
}

function parseParts(url: Url, raw: string): void {
  const [, scheme, afterScheme] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(raw) ?? [];
  if (scheme === undefined && raw.startsWith(':')) throw new Error('missing protocol scheme');
  url.scheme = (scheme ?? '').toLowerCase();
  const [rest, query] = splitAt(afterScheme ?? raw, '?');
  url.query = query;
  if (!rest.startsWith('/')) {
    if (url.scheme !== '') {
      url.opaque = rest;
      return;
    }
    if (splitAt(rest, '/')[0].includes(':')) throw new Error('first path segment in URL cannot contain colon');
  }
  const hasAuthority = rest.startsWith('//') && (url.scheme !== '' || !rest.startsWith('///'));
  const slash = hasAuthority ? rest.indexOf('/', 2) : 0;
  if (hasAuthority) parseAuthority(url, rest.slice(2, slash === -1 ? undefined : slash));
  url.path = slash === -1 ? '' : unescape(rest.slice(slash));
}

function parseAuthority(url: Url, authority: string): void {
  const at = authority.lastIndexOf('@');
  if (at !== -1) {
    const userinfo = authority.slice(0, at);
    if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw new Error('net/url: invalid userinfo');
    const [user, password] = splitAt(userinfo, ':');
    const hasPassword = userinfo.includes(':');
    url.userinfo = escape(unescape(user), USER) + (hasPassword ? `:${escape(unescape(password), USER)}` : '');
  }
  url.host = parseHost(authority.slice(at + 1));
}

function parseHost(host: string): string {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : host.indexOf(':') - 1;
  if (host.startsWith('[') && bracket === -1) throw new Error("missing ']' in host");
  const port = bracket < -1 ? '' : host.slice(bracket + 1);
  if (host.includes(':') && port !== '' && !/^:[0-9]*$/.test(port))
    throw new Error(`invalid port "${port}" after host`);
  const bad = /[\s"#%/<>?@\\^`{|}]/.exec(host.replaceAll(/%[8-9a-fA-F][0-9a-fA-F]/g, ''));
  if (bad !== null && bad[0] !== '%') throw new Error(`invalid character ${JSON.stringify(bad[0])} in host name`);
  return bad === null ? unescape(host) : host.replace(/%.*/, (escapeText) => unescapeHost(escapeText));
}

function unescapeHost(text: string): string {
  throw new Error(`invalid URL escape ${JSON.stringify(text.slice(0, 3))}`);
}

function splitAt(raw: string, separator: string): [string, string] {
  const at = raw.indexOf(separator);
  return at === -1 ? [raw, ''] : [raw.slice(0, at), raw.slice(at + separator.length)];
}

function unescape(escaped: string): string {
  if (!escaped.includes('%')) return escaped;
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(escaped);
  if (wrong !== null) throw new Error(`invalid URL escape ${JSON.stringify(wrong[0])}`);
  const bytes: number[] = [];
  for (const part of escaped.split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...bytesOfText(part));
  }
  return textOfBytes(Uint8Array.from(bytes));
}

/** What stays as it is in each part of a URL. */
const USER = /[A-Za-z0-9\-_.~$&+,;=]/;
const PATH = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const FRAGMENT = /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/;

function escape(raw: string, kept: RegExp): string {
  return [...raw].map((character) => (kept.test(character) ? character : percent(character))).join('');
}

function percent(character: string): string {
  return Array.from(bytesOfText(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function print(url: Url): string {
  let printed = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') printed += url.opaque;
  else {
    const path = escape(url.path, PATH);
    if (url.scheme !== '' || url.host !== '' || url.userinfo !== '') {
      if (url.host !== '' || url.path !== '' || url.userinfo !== '') printed += '//';
      if (url.userinfo !== '') printed += `${url.userinfo}@`;
      printed += url.host;
    }
    if (path !== '' && !path.startsWith('/') && url.host !== '') printed += '/';
    if (printed === '' && splitAt(path, '/')[0].includes(':')) printed += './';
    printed += path;
  }
  if (url.query !== '') printed += `?${url.query}`;
  return url.fragment === '' ? printed : `${printed}#${escape(url.fragment, FRAGMENT)}`;
}

function urlParse(raw: string): ValueMap {
  let url: Url;
  try {
    url = parse(raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`unable to parse url: parse ${JSON.stringify(raw)}: ${reason}`, {cause: error});
  }
  const {scheme, host, path, query, opaque, fragment, userinfo} = url;
  const hostname = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : splitAt(host, ':')[0];
  return {scheme, host, hostname, path, query, opaque, fragment, userinfo};
}

function urlJoin(parts: ValueMap | null): string {
  const part = (name: string) => {
    const value = getKey(parts ?? {}, name) ?? '';
    if (typeof value !== 'string') throw new Error(`unable to parse ${name} key, must be of type string`);
    return value;
  };
  const url: Url = {
    scheme: part('scheme'),
    host: part('host'),
    path: part('path'),
    query: part('query'),
    opaque: part('opaque'),
    fragment: part('fragment'),
    userinfo: part('userinfo') === '' ? '' : parse(`proto://${part('userinfo')}@host`).userinfo,
  };
  return print(url);
}

export const urlFunctions: FunctionTable = {
  urlParse: unary(text, urlParse),
  urlJoin: unary(map, urlJoin),
};
