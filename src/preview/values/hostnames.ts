// SPDX-License-Identifier: Apache-2.0

function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether two hosts, wildcards or not, have a name in common (package pkg/config/host). */
export function hostsOverlap(a: string, b: string): boolean {
  return isSubset(a, b) || isSubset(b, a);
}

/** Whether all names that a host stands for are those of another, too. */
export function isSubset(host: string, other: string): boolean {
  if (!isWildcard(other)) return host === other;
  if (!isWildcard(host)) return host.endsWith(other.slice(1));
  return host.length >= other.length && host.slice(1).endsWith(other.slice(1));
}

/** Returns the hosts that both lists stand for, each once: of two that overlap the narrower one. */
export function intersectHosts(hosts: readonly string[], others: readonly string[]): string[] {
  const common = new Set<string>();
  for (const host of hosts) {
    for (const other of others) {
      if (isSubset(host, other)) common.add(host);
      else if (isSubset(other, host)) common.add(other);
    }
  }
  return [...common];
}

/** Orders hosts: names before wildcards, longer ones first, then by the alphabet. */
export function compareSpecificity(a: string, b: string): number {
  const wild = Number(isWildcard(a)) - Number(isWildcard(b));
  return wild || b.length - a.length || (a < b ? -1 : Number(a > b));
}
