// SPDX-License-Identifier: Apache-2.0
import {compareBytes} from '../envoy/proto/well-known.js';
import type {ProxyPod} from './proxy-pods.js';

/** An istiod. */
export interface ControlPlaneVersion {
  revision: string;
  /** Undefined where it could not be asked: its proxies are not judged then. */
  version: string | undefined;
}

/** What proxies are to have. */
export type Wanted =
  /** What the istiod of their own revision has. */
  {kind: 'own'} | {kind: 'revision'; revision: string} | {kind: 'version'; version: string};

export interface OutdatedProxy {
  pod: ProxyPod;
  /** Of the proxy; empty when nothing tells. */
  version: string;
  /** What it is to have; empty when its revision has no istiod. */
  wanted: string;
  connected: boolean;
  reason: string;
}

/**
 * Proxies that are older than what they are to have, sorted by namespace and name. `connected` maps the ids of connected
 * proxies to the version they report; for others the tag of the image tells.
 */
export function outdatedProxies(
  pods: readonly ProxyPod[],
  connected: ReadonlyMap<string, string>,
  istiods: readonly ControlPlaneVersion[],
  wanted: Wanted,
): OutdatedProxy[] {
  return pods
    .flatMap((pod) => {
      const reported = connected.get(pod.id);
      const version = reported || pod.imageTag || '';
      const verdict = judge(pod, version, istiods, wanted);
      return verdict === undefined ? [] : [{pod, version, connected: reported !== undefined, ...verdict}];
    })
    .sort((a, b) => compareBytes(a.pod.namespace, b.pod.namespace) || compareBytes(a.pod.name, b.pod.name));
}

function judge(
  {revision}: ProxyPod,
  version: string,
  istiods: readonly ControlPlaneVersion[],
  wanted: Wanted,
): {wanted: string; reason: string} | undefined {
  if (wanted.kind === 'version') return olderThan(version, wanted.version);
  // A proxy that names no revision, as one of ztunnel may, goes by its version alone.
  const own = revision !== '' && wanted.kind === 'revision' ? wanted.revision : revision;
  const candidates = own === '' ? istiods : istiods.filter((istiod) => istiod.revision === own);
  if (candidates.length === 0) return {wanted: '', reason: `revision ${own} has no istiod`};
  const newest = newestOf(candidates);
  if (revision !== own) return {wanted: newest ?? '', reason: `revision ${revision}`};
  return newest === undefined ? undefined : olderThan(version, newest);
}

function olderThan(version: string, wanted: string): {wanted: string; reason: string} | undefined {
  const order = compareVersions(version, wanted);
  if (order === undefined) return version === wanted ? undefined : {wanted, reason: 'version cannot be told'};
  return order < 0 ? {wanted, reason: 'older'} : undefined;
}

function newestOf(istiods: readonly ControlPlaneVersion[]): string | undefined {
  const versions = istiods.map(({version}) => version).filter((version) => version !== undefined);
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || (compareVersions(best, version) ?? 0) < 0 ? version : best),
    undefined,
  );
}

/**
 * Compares releases by number, `1.30.9` before `1.30.10`; what follows, such as `-distroless`, says how an image is built.
 * Undefined where one of them is no release.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [one, other] = [numbersOf(a), numbersOf(b)];
  if (!one || !other) return undefined;
  const differing = one.findIndex((number, i) => number !== other[i]);
  return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}

function numbersOf(version: string): number[] | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [match[1], match[2], match[3] ?? '0'].map(Number) : undefined;
}

/** `--than`: a release where it looks like one, else a revision; what each proxy's own revision has when left out. */
export function wantedFrom(than: string | undefined): Wanted {
  if (!than) return {kind: 'own'};
  return numbersOf(than) ? {kind: 'version', version: than} : {kind: 'revision', revision: than};
}
