// SPDX-License-Identifier: Apache-2.0

/**
 * The proxy that the environment asks for, by the rules of Go's net/http (pkg.go.dev/golang.org/x/net/http/httpproxy):
 * HTTPS_PROXY or HTTP_PROXY by scheme, upper case first; NO_PROXY lists hosts, domains with or without a leading dot,
 * `*`, and host:port; loopback addresses never go through a proxy.
 */
export function proxyFor(server: string, env: Record<string, string | undefined>): string | undefined {
  const url = new URL(server);
  const scheme = url.protocol === 'https:' ? 'HTTPS' : 'HTTP';
  const proxy = env[`${scheme}_PROXY`] || env[`${scheme.toLowerCase()}_proxy`];
  if (!proxy) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const port = url.port || (scheme === 'HTTPS' ? '443' : '80');
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => excludes(entry, host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
}
