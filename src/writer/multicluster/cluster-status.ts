// SPDX-License-Identifier: Apache-2.0
import type {ClusterStatus} from '../../multicluster/cluster-status.js';
import type {LinkCheck} from '../../multicluster/link.js';
import {alignColumns} from '../columns.js';

/**
 * Returns the table of Istio 1.31: istiods by name with their revision, the own cluster of each first, then by name.
 * As 1.30 has it: no revision, sorted by cluster (the Go istioctl 1.30 has no order).
 */
export function clusterStatusTable(clusters: readonly ClusterStatus[], {compat}: {compat: boolean}): string {
  if (compat) {
    const rows = [...clusters].sort((a, b) => compare(a.name, b.name) || compare(a.istiod, b.istiod));
    const cells = rows.map(({name, secret, status, istiod}) => [name, secret, status, istiod]);
    return alignColumns([['NAME', 'SECRET', 'STATUS', 'ISTIOD'], ...cells], 5);
  }
  const rows = [...clusters].sort(
    (a, b) =>
      compare(a.istiod, b.istiod) || Number(a.secret !== '') - Number(b.secret !== '') || compare(a.name, b.name),
  );
  const cells = rows.map(({name, secret, status, istiod, revision}) => [name, secret, status, istiod, revision]);
  return alignColumns([['NAME', 'SECRET', 'STATUS', 'ISTIOD', 'REVISION'], ...cells], 5);
}

/** A row for each kubeconfig that was tried, by cluster. */
export function linkTable(links: readonly LinkCheck[]): string {
  const rows = links
    .map(({cluster, secret, server, result}) => [cluster, secret, server || '-', result])
    .sort(([a = '', x = ''], [b = '', y = '']) => (a < b || (a === b && x < y) ? -1 : 1));
  return alignColumns([['NAME', 'SECRET', 'SERVER', 'RESULT'], ...rows], 3);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
