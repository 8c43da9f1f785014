// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {openSnapshot} from '../../cli/snapshot.js';
import {snapshotKinds} from '../../snapshot/take/kinds.js';
import {type SnapshotSummary, summaryJson, summaryText} from '../../writer/snapshot/summary.js';

/** Prints what a snapshot holds, and what it lacks and why. */
export async function showSnapshot(session: Session, file: string, format: string): Promise<void> {
  const content = await openSnapshot(file);
  const {name, takenAt, origin, serverVersion, namespaces, missing} = content;
  const objects = snapshotKinds(content.kinds).flatMap((kind) => {
    const count = content.objects(kind)?.length;
    return count === undefined ? [] : [{...kind, count}];
  });
  const summary: SnapshotSummary = {
    ...{file: name, takenAt: takenAt.toISOString(), context: origin.context, server: origin.server},
    kubernetes: serverVersion?.gitVersion ?? '',
    namespaces: namespaces ?? [],
    objects,
    missing,
  };
  session.print(format === 'json' ? summaryJson(summary) : summaryText(summary));
}
