// SPDX-License-Identifier: Apache-2.0
import type {MeshContainer} from './containers.js';

/** A tag that is a version, with what some builds put behind it, as in `1.30.3-distroless`. */
const VERSION_TAG = /^v?(\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?)(?:-(?:distroless|debug))?$/;

/**
 * Returns the versions of the control plane and of proxies by revision, as text. What istiods report counts, by
 * `pod.namespace`; an image's tag only where they report nothing and the tag is a version.
 *
 * @param mark Stands before each title.
 */
export function versionsText(
  clientVersion: string,
  containers: readonly MeshContainer[],
  reported: ReadonlyMap<string, string>,
  mark = '',
): string {
  const part = (what: string, roles: readonly string[]): string => {
    const byRevision = new Map<string, Set<string>>();
    for (const container of containers) {
      const {role, revision, namespace, pod, tag} = container;
      if (!roles.includes(role)) continue;
      const version = reported.get(`${pod}.${namespace}`) ?? versionOfTag(tag);
      byRevision.set(revision, (byRevision.get(revision) ?? new Set()).add(version));
    }
    const lines = [...byRevision]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([revision, versions]) => `Revision ${revision}: Versions {${[...versions].sort().join(', ')}}\n`);
    return `\n${mark}The following ${what} revisions/versions were found in the cluster:\n${lines.join('')}`;
  };
  const meshes = part('Istio control plane', ['istiod']) + part('proxy', ['proxy', 'ztunnel']);
  return `CLI version:\n${clientVersion}\n${meshes}`;
}

function versionOfTag(tag: string): string {
  return VERSION_TAG.exec(tag)?.[1] ?? (tag === '' ? 'unknown' : `unknown (image tag ${tag})`);
}
