// SPDX-License-Identifier: Apache-2.0
import type {DiscoveryQuestion} from '../io/istiod/ads.js';
import type {ObjectKey, ObjectKind} from '../io/kube/cluster.js';

/** The file of what a snapshot says of itself. */
export const MANIFEST = 'snapshot.json';

/** The file of the rights of whoever took the snapshot. */
export const RIGHTS = 'rights.json';

/** The file of all objects of a kind. */
export function objectsPath({apiVersion, kind}: ObjectKind): string {
  return `objects/${part(apiVersion.replace('/', '_'))}/${part(kind)}.json`;
}

/** The file of what a port of a pod answered to a request. */
export function answerPath(pod: ObjectKey, port: number, {method, path}: {method: string; path: string}): string {
  return `${podPath(pod)}/${port}-${method}-${part(path.replace(/^\//, ''))}`;
}

/** The file that is there where a port of a pod took connections. */
export function openPath(pod: ObjectKey, port: number): string {
  return `${podPath(pod)}/${port}-open`;
}

/** The file of what an istiod answered over its discovery stream. */
export function discoveryPath(pod: ObjectKey, {typeUrl, resourceNames = []}: DiscoveryQuestion): string {
  return `${podPath(pod)}/xds-${part(typeUrl)}-${part(resourceNames.join(','))}.json`;
}

/** The file of the log of a container. */
export function logPath(pod: ObjectKey, container: string, previous = false): string {
  return `${podPath(pod)}/log-${part(container)}${previous ? '.previous' : ''}.txt`;
}

/** The folder of a pod. */
export function podPath({namespace = '', name}: ObjectKey): string {
  return `pods/${part(namespace)}/${part(name)}`;
}

/** A name that is one part of a path on every system, whatever was in it; two names never give the same part. */
function part(name: string): string {
  const safe = encodeURIComponent(name).replaceAll('*', '%2A');
  // Names that are all dots lead elsewhere, and none at all leads nowhere.
  return /^\.*$/.test(safe) ? `%${safe.length}${safe}` : safe;
}
