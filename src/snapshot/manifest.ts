// SPDX-License-Identifier: Apache-2.0
import type {ClusterOrigin, ServerVersion} from '../io/kube/cluster.js';
import type {DiscoveredKind} from '../kube/kinds.js';

/** What a snapshot says of itself, in its file `snapshot.json`. */
export interface SnapshotManifest {
  apiVersion: 'istioctl/v1';
  kind: 'Snapshot';
  /** RFC 3339. */
  startedAt: string;
  /** When the last answer came, which is the time of commands that read the snapshot. */
  takenAt: string;
  /** Version of the program that took it. */
  istioctl: string;
  istioNamespace: string;
  /** The namespaces whose objects are in it; left out where all are. */
  namespaces?: readonly string[];
  /** The cluster, without credentials. */
  cluster: Pick<ClusterOrigin, 'cluster' | 'context' | 'server' | 'user' | 'namespace'>;
  serverVersion: ServerVersion;
  /** Everything that the API server serves, in its order. */
  kinds: readonly DiscoveredKind[];
  /** What should be in it and is not. */
  missing: readonly MissingPart[];
}

/** A file of the snapshot that could not be had. */
export interface MissingPart {
  /** For people: `config dump of pod shop/cart`. */
  what: string;
  path: string;
  why: string;
  /** What the API server answered, where it did: 403 for a missing right. */
  status?: number;
  /** The hop that failed, where it was not the API server. */
  hop?: 'pod' | 'port';
  hint?: string;
}
