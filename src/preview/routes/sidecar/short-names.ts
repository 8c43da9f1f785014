// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import {bracketed} from '../../values/address.js';

/**
 * Returns the other names under which clients of a DNS domain may know a host: with a dot at its end, and for services
 * of Kubernetes the short forms, as far as they mean this host in the client's namespace (package
 * pilot/pkg/networking/core). Each with `:port` too, unless the port is 0.
 */
export function shortNames(hostname: string, port: number, dnsDomain: string): string[] {
  const absolute = isIP(hostname) ? [] : [`${hostname}.`];
  if (port !== 0) absolute.push(`${bracketed(`${hostname}.`)}:${port}`);
  return [...absolute, ...prefixes(hostname, dnsDomain).flatMap((name) => withPort(name, port))];
}

/** Returns a name, and the name with the port unless that is 0. */
export function withPort(name: string, port: number): string[] {
  const host = bracketed(name);
  return port === 0 ? [host] : [host, `${host}:${port}`];
}

function prefixes(hostname: string, dnsDomain: string): string[] {
  const [namespace = '', cluster] = split(dnsDomain, '.svc.');
  if (cluster === undefined) return sharedPrefixes(hostname, dnsDomain);
  if (!hostname.endsWith(`.svc.${cluster}`)) return [];
  const [prefix = ''] = split(hostname, '.svc.');
  const [name = '', ownNamespace] = split(prefix, '.');
  if (!prefix || ownNamespace === undefined) return [];
  return ownNamespace === namespace ? [name, `${prefix}.svc`, prefix] : [prefix, `${prefix}.svc`];
}

/** Outside of Kubernetes: what is left of the host before the labels that it shares with the domain. */
function sharedPrefixes(hostname: string, dnsDomain: string): string[] {
  const host = hostname.split('.');
  const domain = dnsDomain.split('.');
  let shared = 0;
  while (shared < host.length && shared < domain.length && host.at(-1 - shared) === domain.at(-1 - shared)) shared++;
  if (shared === 0) return [];
  const unique = host.slice(0, host.length - shared);
  const name = unique.join('.');
  return unique.length === 2 ? [name, `${name}.${host[unique.length] ?? ''}`] : [name];
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
