// SPDX-License-Identifier: Apache-2.0
import type {DiscoveryQuestion} from '../../io/istiod/ads.js';
import type {ClusterOrigin, KubeObject, ObjectKey, ObjectKind, ServerVersion} from '../../io/kube/cluster.js';
import type {Access, AccessVerdict} from '../../io/kube/verbs/access.js';
import type {DiscoveredKind} from '../../kube/kinds.js';
import type {MissingPart} from '../manifest.js';

/** The files of a snapshot, packed or not. */
export interface SnapshotFiles {
  /** What messages call it: the path that was given. */
  readonly name: string;
  /** When the archive or the folder was written. */
  readonly modified: Date;
  /** The bytes of a file; undefined where there is none. */
  read(path: string): Buffer | undefined;
}

/** What was saved of a cluster, whoever saved it. */
export interface SnapshotContent {
  /** What messages call it. */
  readonly name: string;
  /** The time that the cluster had then. */
  readonly takenAt: Date;
  readonly origin: ClusterOrigin;
  /** The namespaces that it is limited to. */
  readonly namespaces: readonly string[] | undefined;
  /** Undefined where that was not saved. */
  readonly serverVersion: ServerVersion | undefined;
  /** All kinds that the API server served. */
  readonly kinds: readonly DiscoveredKind[];
  /** What could not be had. */
  readonly missing: readonly MissingPart[];
  /** All objects of a kind in the server's order; undefined where they were not saved. */
  objects(kind: ObjectKind): readonly KubeObject[] | undefined;
  /** Why something is not there, where that is known. */
  whyMissing(path: string): MissingPart | undefined;
  /** What a port of a pod answered with status 200. */
  answer(pod: ObjectKey, port: number, request: {method: string; path: string}): Buffer | undefined;
  /** Whether a port of a pod took connections; undefined where nobody tried. */
  isOpen(pod: ObjectKey, port: number): boolean | undefined;
  /** What an istiod answered over its discovery stream, as a message. */
  discovery(pod: ObjectKey, request: DiscoveryQuestion): unknown;
  log(pod: ObjectKey, container: string, previous: boolean): string | undefined;
  /** What the API server said of a right; undefined where it was not asked. */
  right(access: Access): AccessVerdict | undefined;
}
