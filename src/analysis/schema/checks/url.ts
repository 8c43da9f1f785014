// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';

/** Go's reason for not parsing a URL, with the URL before it; undefined where Go parses it. */
export function urlReason(url: string): string | undefined {
  const [, rest = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(url) ?? [];
  const reason = problem(rest);
  if (reason !== undefined) return `parse ${goQuote(rest)}: ${reason}`;
  const escape = escapeProblem(fragment);
  return escape === undefined ? undefined : `parse ${goQuote(url)}: ${escape}`;
}

/** The same for what may stand in a request line: absolute, or a path from the root, without a fragment. */
export function requestUrlReason(url: string): string | undefined {
  if (url === '') return `parse ${goQuote(url)}: empty url`;
  const relative = urlScheme(url) === '' && !/^[:/]/.test(url);
  const reason = problem(relative ? '' : url) ?? (relative ? 'invalid URI for request' : undefined);
  return reason === undefined ? undefined : `parse ${goQuote(url)}: ${reason}`;
}

/** In lower case; empty where there is none. */
export function urlScheme(url: string): string {
  return /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase() ?? '';
}

function problem(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL';
  if (url.startsWith(':')) return 'missing protocol scheme';
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(url)?.[0] ?? '';
  const rest = url.slice(scheme.length).split('?')[0] ?? '';
  if (scheme === '' && !rest.startsWith('/') && /^[^/]*:/.test(rest))
    return 'first path segment in URL cannot contain colon';
  if (rest.startsWith('//')) {
    const reason = hostProblem(rest.slice(2).split('/')[0] ?? '');
    if (reason !== undefined) return reason;
  }
  return escapeProblem(rest);
}

function hostProblem(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) return 'net/url: invalid userinfo';
  const host = authority.slice(at + 1);
  if (host.startsWith('[') && !host.includes(']')) return "missing ']' in host";
  const port = host.startsWith('[') ? host.slice(host.lastIndexOf(']') + 1) : /:.*$/s.exec(host)?.[0];
  if (port && !/^:\d*$/.test(port)) {
    const last = `:${port.slice(port.lastIndexOf(':') + 1)}`;
    return `invalid port ${goQuote(host.startsWith('[') ? port : last)} after host`;
  }
  const [bad] = /[ "<>^`{|}\\#]/.exec(host) ?? [];
  if (bad !== undefined) return `invalid character ${goQuote(bad)} in host name`;
  return escapeProblem(host);
}

function escapeProblem(text: string): string | undefined {
  const bad = /%(?![0-9a-fA-F]{2})/.exec(text);
  return bad ? `invalid URL escape ${goQuote(text.slice(bad.index, bad.index + 3))}` : undefined;
}
