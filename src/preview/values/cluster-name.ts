// SPDX-License-Identifier: Apache-2.0

/** Returns the name of the cluster of a service's port: `outbound|80|v1|cart.shop.svc.cluster.local`. */
export function outboundCluster(hostname: string, port: number, subset = ''): string {
  return `outbound|${port}|${subset}|${hostname}`;
}

/** Returns host and port of such a name; undefined where the name is another. */
export function clusterParts(name: string): {hostname: string; port: number} | undefined {
  const parts = name.split('|');
  if (parts.length !== 4) return undefined;
  return {hostname: parts[3] ?? '', port: Number(parts[1]) || 0};
}
