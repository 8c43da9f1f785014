// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';

/** Whether a host begins with a star, which stands for any text. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Returns the full name of a host that a resource of the namespace names (istio.io, "Virtual Service", Destination). */
export function fullHostname(host: string, namespace: string, domain: string): string {
  return host === '' || host === '*' || host.includes('.') || isIP(host) !== 0
    ? host
    : `${host}.${namespace}.svc.${domain}`;
}

/**
 * Returns what a map holds for a host: under its own name, else under the longest wildcard that takes it, of equally long
 * ones the first by name.
 */
export function mostSpecific<Value>(host: string, byHost: ReadonlyMap<string, Value>): Value | undefined {
  const own = byHost.get(host);
  if (own !== undefined) return own;
  const needle = isWildcard(host) ? host.slice(1) : host;
  let best: string | undefined;
  for (const candidate of byHost.keys()) {
    if (isWildcard(candidate) && needle.endsWith(candidate.slice(1)) && isBetter(candidate, best)) best = candidate;
  }
  return best === undefined ? undefined : byHost.get(best);
}

function isBetter(candidate: string, best: string | undefined): boolean {
  if (best === undefined || candidate.length !== best.length)
    return best === undefined || candidate.length > best.length;
  return candidate < best;
}
