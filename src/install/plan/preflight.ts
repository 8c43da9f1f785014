// SPDX-License-Identifier: Apache-2.0
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';
import {REVISION} from '../../revision/labels.js';
import {mapsIn} from '../apply/field.js';
import {prefixed} from '../errors.js';

const MINIMUM_MINOR = 32;

/**
 * What to be wary of before installing into this cluster; `today` is in milliseconds since 1970, `change` what
 * {@link versionChange} answered.
 */
export async function clusterWarnings(
  cluster: Pick<Cluster, 'serverVersion'>,
  {version, revision, change}: {version: string; revision: string; change: VersionChange | undefined},
  today: number,
): Promise<string[]> {
  const warnings = [
    await kubernetesVersionWarning(cluster, version),
    supportWarning(today, version),
    versionChangeWarning(change, revision),
  ];
  return warnings.filter((warning) => warning !== undefined);
}

/** What to say about a Kubernetes that is too old for this release; undefined for one that is not. */
async function kubernetesVersionWarning(
  cluster: Pick<Cluster, 'serverVersion'>,
  istioVersion: string,
): Promise<string | undefined> {
  const version = await cluster.serverVersion().catch((error: unknown) => {
    throw prefixed('check minimum supported Kubernetes version: error getting Kubernetes version', error);
  });
  const [major, minor] = [version.major, version.minor].map((text) => Number.parseInt(text, 10));
  if (Number.isNaN(minor) || (major === 1 && (minor ?? 0) >= MINIMUM_MINOR)) return undefined;
  return [
    '',
    `Kubernetes ${version.gitVersion} is too old for Istio ${istioVersion}, which supports 1.${MINIMUM_MINOR} and later.`,
    'The installation goes on, but may not work. Supported releases:',
    'https://istio.io/latest/docs/releases/supported-releases/',
    '',
  ].join('\n');
}

/** From this month on the release may no longer be supported (spec/install.md §1.3). */
const END_OF_SUPPORT = Date.UTC(2027, 1);

/** What to say about a release that may be out of support on that day, in milliseconds since 1970. */
function supportWarning(today: number, istioVersion: string): string | undefined {
  if (today < END_OF_SUPPORT) return undefined;
  return `WARNING: Istio ${istioVersion} may be out of support: see https://istio.io/latest/docs/releases/supported-releases/`;
}

/** How the version that runs relates to the one to be installed; undefined when none runs, or just that one. */
export interface VersionChange {
  from: string;
  to: string;
  direction: 'upgraded' | 'downgraded';
  /** Whether the step is one that nobody tests: back, or over a minor release. */
  unsupported: boolean;
}

/** Compares as semantic versions with the control plane of this revision. What cannot be read counts as not running. */
export async function versionChange(
  cluster: Pick<Cluster, 'list'>,
  {namespace, revision}: {namespace: string; revision: string},
  to: string,
): Promise<VersionChange | undefined> {
  const running = await runningVersions(cluster, namespace, revision || 'default').catch(() => []);
  const from = parse(running.sort(compare).at(-1));
  const target = parse(to);
  if (from === null || target === null || compare(from, target) === 0) return undefined;
  const back = compare(from, target) > 0;
  const skips = from.major !== target.major || target.minor - from.minor > 1;
  return {from: from.version, to, direction: back ? 'downgraded' : 'upgraded', unsupported: back || skips};
}

function versionChangeWarning(change: VersionChange | undefined, revision: string): string | undefined {
  if (change === undefined) return undefined;
  const overwrite = 'This overwrites it; with --revision the new version runs beside the present one.';
  return [
    `WARNING: Istio is being ${change.direction} from ${change.from} to ${change.to}.`,
    ...(revision === '' || revision === 'default' ? [overwrite] : []),
    'Before that, `istioctl x precheck` tells what to watch out for.',
  ].join('\n         ');
}

/** Versions of the istiod pods of a revision, read from the tags of their images. */
async function runningVersions(cluster: Pick<Cluster, 'list'>, namespace: string, revision: string): Promise<string[]> {
  const pods = await istiodsOf(cluster, namespace, `${ISTIOD},${REVISION}=${revision}`);
  return pods.flatMap((pod) => istiodVersion(pod) ?? []);
}

/** A control plane that runs. */
export interface RunningRevision {
  revision: string;
  /** The newest of its pods; undefined where no image says which. */
  version: string | undefined;
}

/** Returns the control planes that run in a namespace, by revision. */
export async function runningRevisions(cluster: Pick<Cluster, 'list'>, namespace: string): Promise<RunningRevision[]> {
  const versions = new Map<string, string[]>();
  for (const pod of await istiodsOf(cluster, namespace, ISTIOD)) {
    const revision = pod.metadata.labels?.[REVISION] ?? 'default';
    const version = istiodVersion(pod);
    versions.set(revision, [...(versions.get(revision) ?? []), ...(version === undefined ? [] : [version])]);
  }
  const byName = [...versions].sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.map(([revision, found]) => ({revision, version: found.sort(compare).at(-1)}));
}

const ISTIOD = 'app=istiod';

function istiodsOf(cluster: Pick<Cluster, 'list'>, namespace: string, labelSelector: string): Promise<KubeObject[]> {
  const running = {namespace, labelSelector, fieldSelector: 'status.phase=Running'};
  return cluster.list({apiVersion: 'v1', kind: 'Pod'}, running);
}

function istiodVersion(pod: KubeObject): string | undefined {
  return versionOfImage(textIn(mapsIn(pod, ['spec', 'containers'])[0], ['image']));
}

/** The version that the tag of an image names; a variant such as 1.30.3-distroless is the same version. */
export function versionOfImage(image = ''): string | undefined {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? '';
  const version = parse(tag);
  return version === null ? undefined : `${version.major}.${version.minor}.${version.patch}`;
}
