// SPDX-License-Identifier: Apache-2.0
import {BlockList, isIP} from 'node:net';
import {IstioctlError} from '../../../errors.js';
import {maskedUrl} from './masked.js';

/** A proxy and the variable or field that names it. */
export interface ChosenProxy {
  url: string;
  source: string;
}

const SCHEMES = ['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:'];

/**
 * The proxy that the environment asks for, by the rules of Go's net/http (pkg.go.dev/golang.org/x/net/http/httpproxy):
 * HTTPS_PROXY or HTTP_PROXY by scheme, upper case first, and after them ALL_PROXY, as in curl; NO_PROXY lists hosts,
 * domains with or without a leading dot, address ranges, `*`, and host:port; loopback addresses never go through a proxy.
 */
export function proxyFor(server: string, env: Record<string, string | undefined>): ChosenProxy | undefined {
  const url = new URL(server);
  const scheme = url.protocol === 'https:' ? 'HTTPS' : 'HTTP';
  const names = [`${scheme}_PROXY`, `${scheme.toLowerCase()}_proxy`, 'ALL_PROXY', 'all_proxy'];
  const source = names.find((name) => env[name]);
  const proxy = source === undefined ? undefined : env[source];
  if (source === undefined || !proxy) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const port = url.port || (scheme === 'HTTPS' ? '443' : '80');
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => excludes(entry, host, port))) return undefined;
  return {url: proxy.includes('://') ? proxy : `http://${proxy}`, source};
}

/** The proxy, when it can be used. @throws IstioctlError for what is no URL, or one of a kind that is not spoken. */
export function usableProxy(proxy: ChosenProxy): ChosenProxy {
  const scheme = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
  if (scheme?.hostname && SCHEMES.includes(scheme.protocol)) return proxy;
  const what = scheme?.hostname
    ? `has scheme ${scheme.protocol.slice(0, -1)}, which is not spoken here`
    : 'is not a URL';
  throw new IstioctlError(`proxy ${maskedUrl(proxy.url)} from ${proxy.source} ${what}`, {
    hint: 'A proxy is http://HOST:PORT, https://HOST:PORT, socks5://HOST:PORT or socks4://HOST:PORT.',
  });
}

function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (isIP(host) !== 0 && entry.includes('/')) return inRange(entry, host);
  const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
}

function inRange(entry: string, host: string): boolean {
  const [net = '', bits = ''] = entry.split('/');
  const kind = isIP(net) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(net) === 0 || !/^\d+$/.test(bits) || Number(bits) > (kind === 'ipv6' ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(net, Number(bits), kind);
  return range.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
