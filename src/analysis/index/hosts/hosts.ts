// SPDX-License-Identifier: Apache-2.0

/** Hosts that may begin with a star, which stands for any text (spec §10.2). */

const isWild = (host: string) => host.startsWith('*');

/** Whether some name matches both. */
export function hostsOverlap(a: string, b: string): boolean {
  if (!isWild(a) && !isWild(b)) return a === b;
  if (!isWild(a)) return a.endsWith(b.slice(1));
  if (!isWild(b)) return b.endsWith(a.slice(1));
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.slice(1).endsWith(short.slice(1));
}

/** Whether every name that matches `part` matches `whole`. */
export function hostWithin(part: string, whole: string): boolean {
  if (!isWild(whole)) return part === whole;
  if (!isWild(part)) return part.endsWith(whole.slice(1));
  return part.length >= whole.length && part.slice(1).endsWith(whole.slice(1));
}

/**
 * The full name of a host as seen from a namespace; names with dots or stars are full already. Where the namespace is
 * not known (empty), the name stays short.
 */
export function fullHost(namespace: string, host: string): string {
  if (namespace === '') return host;
  return host.startsWith('*') || host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** The Service that a host names, as seen from a namespace. */
export function serviceOf(namespace: string, host: string): {namespace: string; name: string} {
  const [, name, home] = /^(.+)\.(.+)\.svc\.cluster\.local$/.exec(host) ?? [];
  return name !== undefined && home !== undefined ? {namespace: home, name} : {namespace, name: host};
}
