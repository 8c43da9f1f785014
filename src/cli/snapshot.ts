// SPDX-License-Identifier: Apache-2.0
import {usageMistake} from '../errors.js';
import type {SnapshotContent} from '../snapshot/read/content.js';
import type {ClusterFlagValues} from './cluster.js';

/** Snapshots that were opened, by their paths: whoever reads several things of one opens it once. */
const opened = new Map<string, Promise<SnapshotContent>>();

/** Opens the snapshot that `--from` names. Throws an IstioctlError (65) where there is none. */
export function openSnapshot(path: string): Promise<SnapshotContent> {
  const content = opened.get(path) ?? read(path);
  opened.set(path, content);
  return content;
}

async function read(path: string): Promise<SnapshotContent> {
  const {snapshotFiles} = await import('../io/snapshot/files.js');
  const {ownContent} = await import('../snapshot/read/own-content.js');
  const {isReport, reportContent} = await import('../snapshot/read/report-content.js');
  const files = await snapshotFiles(path);
  return isReport(files) ? reportContent(files) : ownContent(files);
}

/** Throws an IstioctlError (64) where flags name both a snapshot and a cluster. */
export function checkSource(flags: ClusterFlagValues): void {
  const [other] = (['context', 'kubeconfig', 'as'] as const).filter((name) => flags[name]);
  if (flags.from === undefined || other === undefined) return;
  throw usageMistake(`--from and --${other} exclude each other`, {
    hint: `--from reads a snapshot, --${other} is for the cluster`,
  });
}
