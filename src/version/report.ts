// SPDX-License-Identifier: Apache-2.0
import type {IstioctlError} from '../errors.js';
import type {IstiodPages} from '../io/istiod/mesh.js';
import {type ProxyVersion, parseServerVersion, proxiesOfSyncz, type ServerVersion} from './mesh-version.js';

/** What istiods said of themselves and their proxies, and what they could not be asked. */
export interface MeshVersions {
  meshVersion: ServerVersion[];
  dataPlaneVersion: ProxyVersion[];
  failures: IstioctlError[];
}

/**
 * Versions in the answers of istiods, in the order of these.
 *
 * @param withTools Whether clients of istiod that are no proxies count as some, as they do for the Go istioctl.
 */
export function meshVersions(istiods: readonly IstiodPages[], {withTools = false} = {}): MeshVersions {
  const versions: MeshVersions = {meshVersion: [], dataPlaneVersion: [], failures: []};
  for (const {pod, version, syncz} of istiods) {
    const {labels = {}} = pod.metadata;
    if (typeof version === 'string') {
      const Info = parseServerVersion(version);
      versions.meshVersion.push({Component: labels['istio'] ?? '', Revision: labels['istio.io/rev'] ?? '', Info});
    } else if (version !== undefined) versions.failures.push(version);
    if (typeof syncz === 'string') versions.dataPlaneVersion.push(...proxiesOfSyncz(syncz, {withTools}));
    // An istiod that fails both ways fails once.
    else if (version === undefined || typeof version === 'string') versions.failures.push(syncz);
  }
  return versions;
}

/** Proxies by their name: istiod tells of them in an order that is another each time. */
export function sortedProxies(proxies: readonly ProxyVersion[]): ProxyVersion[] {
  return proxies.toSorted((a, b) => (a.ID < b.ID ? -1 : a.ID > b.ID ? 1 : 0));
}
