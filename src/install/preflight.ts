// SPDX-License-Identifier: Apache-2.0
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import type {Cluster} from '../io/kube/cluster.js';
import {textIn} from '../manifest/tree.js';
import {REVISION} from '../revision/labels.js';
import {prefixed} from './errors.js';
import {mapsIn} from './field.js';

type ClusterFacts = Pick<Cluster, 'serverVersion' | 'list'>;

const MINIMUM_MINOR = 32;

/** What to be wary of before installing into this cluster; `today` is in milliseconds since 1970. */
export async function clusterWarnings(
  cluster: ClusterFacts,
  owner: {namespace: string; revision: string},
  version: string,
  today: number,
): Promise<string[]> {
  const warnings = [
    await kubernetesVersionWarning(cluster, version),
    supportWarning(today, version),
    await versionChangeWarning(cluster, owner, version),
  ];
  return warnings.filter((warning) => warning !== undefined);
}

/** What to say about a Kubernetes that is too old for this release; undefined for one that is not. */
async function kubernetesVersionWarning(cluster: ClusterFacts, istioVersion: string): Promise<string | undefined> {
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

/**
 * What to say when a control plane of this revision runs in another version: an upgrade or a downgrade, by semantic
 * version. Undefined when none runs, it cannot be read, or it runs in this version.
 */
async function versionChangeWarning(
  cluster: ClusterFacts,
  {namespace, revision}: {namespace: string; revision: string},
  version: string,
): Promise<string | undefined> {
  const running = await runningVersions(cluster, namespace, revision || 'default').catch(() => []);
  const latest = running.sort(compare).at(-1);
  if (latest === undefined || parse(version) === null || compare(latest, version) === 0) return undefined;
  const direction = compare(latest, version) < 0 ? 'upgraded' : 'downgraded';
  const overwrite = 'This overwrites it; with --revision the new version runs beside the present one.';
  return [
    `WARNING: Istio is being ${direction} from ${latest} to ${version}.`,
    ...(revision === '' || revision === 'default' ? [overwrite] : []),
    'Before that, `istioctl x precheck` tells what to watch out for.',
  ].join('\n         ');
}

/** Versions of the istiod pods of a revision, read from the tags of their images. */
async function runningVersions(cluster: ClusterFacts, namespace: string, revision: string): Promise<string[]> {
  const pods = await cluster.list(
    {apiVersion: 'v1', kind: 'Pod'},
    {namespace, labelSelector: `app=istiod,${REVISION}=${revision}`, fieldSelector: 'status.phase=Running'},
  );
  return pods.flatMap((pod) => {
    const image = textIn(mapsIn(pod, ['spec', 'containers'])[0], ['image']) ?? '';
    const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? '';
    const version = parse(tag);
    // A variant such as 1.30.3-distroless is the same version.
    return version === null ? [] : [`${version.major}.${version.minor}.${version.patch}`];
  });
}
