// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../../envoy/cluster.js';
import {alignColumns} from '../columns.js';

const HEADER = ['SERVICE FQDN', 'PORT', 'SUBSET', 'DIRECTION', 'TYPE', 'DESTINATION RULE'];

/** The table of clusters; with `named`, as part of a summary, a first column says what each row is. */
export function clusterTable(clusters: readonly Cluster[], {named = false}: {named?: boolean} = {}): string {
  const rows = clusters.map((cluster) => clusterRow(cluster, named));
  return alignColumns([named ? ['NAME', ...HEADER] : HEADER, ...rows], 5);
}

function clusterRow({name, parsed, type, destinationRule}: Cluster, named: boolean): string[] {
  // The reference leaves the first column of a nameless cluster out, which shifts its row.
  const first = named && name !== '' ? [`cluster/${name}`] : [];
  if (!parsed.parts) return [...first, first[0] ?? name, '-', '-', '-', type, destinationRule];
  const {host, port, subset, direction} = parsed;
  return [...first, host, String(port), subset || '-', direction, type, destinationRule];
}
