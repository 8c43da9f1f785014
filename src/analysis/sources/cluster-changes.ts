// SPDX-License-Identifier: Apache-2.0

import type {Cluster} from '../../io/kube/cluster.js';
import type {ChangeWatcher} from '../../io/kube/verbs/changes.js';
import {kinds} from '../model/kinds.js';
import type {KindName} from '../model/resource.js';
import {servedKind} from './cluster.js';
import {readingOf} from './cluster-reading.js';
import {inParallel} from './in-parallel.js';

/** What it takes to follow a cluster. */
export type FollowedCluster = ChangeWatcher & Pick<Cluster, 'serves'>;

/** Kinds that are looked for at a time. */
const STARTS = 8;

/**
 * Calls back with the kind of each object that changes from now on and counts in an analysis, until the signal fires.
 * Resolves when all of the kinds are followed; one that the cluster does not serve, or may not be watched, is not.
 */
export async function followCluster(
  cluster: FollowedCluster,
  wanted: ReadonlySet<KindName>,
  onChange: (kind: KindName) => void,
  signal: AbortSignal,
): Promise<void> {
  const followed = kinds.filter(({name}) => wanted.has(name));
  await inParallel(followed, STARTS, async (info) => {
    const kind = await servedKind(cluster, info);
    if (kind === undefined) return;
    const {counts, fieldSelector} = readingOf(info.name);
    const changes = await cluster.changes(kind, {signal, ...(fieldSelector !== undefined && {fieldSelector})});
    void follow(changes);

    async function follow(following: typeof changes): Promise<void> {
      for await (const change of following) {
        if (change === 'anything' || counts?.(change) !== false) onChange(info.name);
      }
    }
  });
}
