// SPDX-License-Identifier: Apache-2.0

/** Says whether a host of a resource stands for more than one name. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Says whether two hosts, wildcards or not, have a name in common (package pkg/config/host). */
export function hostsMeet(a: string, b: string): boolean {
  if (!isWildcard(a)) return isWildcard(b) ? a.endsWith(b.slice(1)) : a === b;
  if (!isWildcard(b)) return b.endsWith(a.slice(1));
  return a.length < b.length ? b.slice(1).endsWith(a.slice(1)) : a.slice(1).endsWith(b.slice(1));
}

/**
 * Returns the host that fits a name best: the name itself, else the longest wildcard it ends in; undefined where none
 * fits. A name that is a wildcard is fitted by wildcards only.
 */
export function mostSpecificHost(name: string, hosts: ReadonlySet<string>): string | undefined {
  if (hosts.has(name)) return name;
  const suffix = isWildcard(name) ? name.slice(1) : name;
  return [...hosts]
    .filter((host) => isWildcard(host) && suffix.endsWith(host.slice(1)))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}
