// SPDX-License-Identifier: Apache-2.0
import type {ManifestObject} from './object.js';

/** Kinds that others need come first, what makes traffic flow last; all else has {@link COMMON_RANK} (spec §1.8). */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['apiextensions.k8s.io/CustomResourceDefinition', -1000],
  ['/ServiceAccount', 1],
  ['rbac.authorization.k8s.io/ClusterRole', 1],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', 2],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', 3],
  ['/ConfigMap', 100],
  ['autoscaling/HorizontalPodAutoscaler', 1001],
  ['/Service', 10000],
]);
const COMMON_RANK = 1000;

/** The objects in the order in which `manifest generate` prints them; equal ones stay as they are. */
export function sortForOutput(objects: readonly ManifestObject[]): ManifestObject[] {
  return [...objects].sort(
    (a, b) => rank(a) - rank(b) || compare(a.group, b.group) || compare(a.kind, b.kind) || compare(a.name, b.name),
  );
}

/** The objects as one stream: each is followed by an empty line and `---`. */
export function streamYaml(objects: readonly ManifestObject[]): string {
  let stream = '';
  for (const object of objects) stream += `${object.yaml()}\n---\n`;
  return stream;
}

function rank({group, kind}: ManifestObject): number {
  return RANKS.get(`${group}/${kind}`) ?? COMMON_RANK;
}

/** By code units, as Go compares the bytes of names. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
