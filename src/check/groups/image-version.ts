// SPDX-License-Identifier: Apache-2.0
import parse from 'semver/functions/parse.js';
import {mapsIn} from '../../install/apply/field.js';
import {versionOfImage} from '../../install/plan/preflight.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';

/** The version that the image of a workload's first container names. */
export function imageVersion(workload: KubeObject): string | undefined {
  const [container] = mapsIn(workload, ['spec', 'template', 'spec', 'containers']);
  return versionOfImage(textIn(container, ['image']));
}

/** How many minor releases lie between two versions; 0 for what is none. */
export function minorsApart(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  if (a === null || b === null) return 0;
  return a.major === b.major ? Math.abs(a.minor - b.minor) : Number.POSITIVE_INFINITY;
}
