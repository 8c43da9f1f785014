// SPDX-License-Identifier: Apache-2.0
import type {Proxy} from '../../model/proxy.js';
import type {HttpMatch} from './spec.js';

/**
 * Says whether a match is for this proxy: for its gateways where the match names any, else for the client's labels and
 * namespace (package pilot/pkg/networking/core/route).
 */
export function isSource(match: HttpMatch, proxy: Proxy, gateways: ReadonlySet<string>): boolean {
  if (match.gateways?.length) return match.gateways.some((gateway) => gateways.has(gateway));
  const labelled = Object.entries(match.sourceLabels ?? {}).every(([key, value]) => proxy.labels[key] === value);
  return labelled && (!match.sourceNamespace || match.sourceNamespace === proxy.namespace);
}
