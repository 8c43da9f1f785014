// SPDX-License-Identifier: Apache-2.0
import type {ChangeGroup} from '../../preview/change/groups.js';
import type {CertificateChange} from './certificates.js';
import type {ObjectChange} from './objects.js';
import type {PodChange} from './pods.js';

/** What changed between two snapshots of a mesh. */
export interface SnapshotDiff {
  before: {name: string; takenAt: string};
  after: {name: string; takenAt: string};
  objects: readonly ObjectChange[];
  pods: readonly PodChange[];
  /** What differs in the configuration of proxies, equal changes together. */
  proxies: {total: number; changed: number; groups: readonly ChangeGroup[]};
  certificates: readonly CertificateChange[];
  /** What only one of them holds, or what could not be read. */
  notCompared: readonly string[];
}

/** Whether nothing differs. */
export function isSame({objects, pods, proxies, certificates}: SnapshotDiff): boolean {
  return [objects, pods, proxies.groups, certificates].every(({length}) => length === 0);
}
