// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {clusterParts} from '../../values/cluster-name.js';

/**
 * Returns what traces call a route: its destination, or the VirtualService where there are several, and the path
 * (package pilot/pkg/networking/core/route).
 */
export function routeOperation(match: EnvoyMessage, cluster: string, name: string, port: number): string {
  const parts = clusterParts(cluster);
  const target = parts ? `${parts.hostname}:${parts.port}` : `${name}:${port}`;
  return target + pathOf(match);
}

function pathOf(match: EnvoyMessage): string {
  if (match['prefix'] !== undefined) return `${String(match['prefix'])}*`;
  if (match['path'] !== undefined) return String(match['path']);
  const expression = match['safe_regex'] as EnvoyMessage | undefined;
  return expression ? String(expression['regex'] ?? '') : '/*';
}
