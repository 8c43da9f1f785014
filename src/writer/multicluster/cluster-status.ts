// SPDX-License-Identifier: Apache-2.0
import type {ClusterStatus} from '../../multicluster/cluster-status.js';
import type {LinkCheck} from '../../multicluster/link.js';
import {alignColumns} from '../columns.js';

/** A row for each cluster and istiod, by their names (spec/install.md §1.12; the reference has them in any order). */
export function clusterStatusTable(clusters: readonly ClusterStatus[]): string {
  const rows = clusters
    .map(({name, secret, status, istiod}) => [name, secret, status, istiod])
    .sort(([a = '', , , x = ''], [b = '', , , y = '']) => (a < b || (a === b && x < y) ? -1 : 1));
  return alignColumns([['NAME', 'SECRET', 'STATUS', 'ISTIOD'], ...rows], 5);
}

/** A row for each kubeconfig that was tried, by cluster. */
export function linkTable(links: readonly LinkCheck[]): string {
  const rows = links
    .map(({cluster, secret, server, result}) => [cluster, secret, server || '-', result])
    .sort(([a = '', x = ''], [b = '', y = '']) => (a < b || (a === b && x < y) ? -1 : 1));
  return alignColumns([['NAME', 'SECRET', 'SERVER', 'RESULT'], ...rows], 3);
}
