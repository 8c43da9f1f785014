// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {clusterParts} from '../../values/cluster-name.js';
import {isMessage, textOf} from '../../values/message.js';

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
  const {prefix, path, safe_regex: expression} = match;
  if (prefix !== undefined) return `${textOf(prefix)}*`;
  if (path !== undefined) return textOf(path);
  return isMessage(expression) ? textOf(expression['regex']) : '/*';
}
