// SPDX-License-Identifier: Apache-2.0
import type {InputSource, ManifestInput} from '../../manifest/input/input-source.js';
import {formatPath, getIn, isTree, type ValuePath} from '../../manifest/input/tree.js';

/** A setting that an earlier install was given and this one is not. */
export interface DroppedSetting {
  /** `meshConfig.accessLogFile`; `spec.` is left out. */
  path: string;
  before: string;
  /** What it goes back to, undefined where that is nothing. */
  after: string | undefined;
}

/** What an earlier install was given, against what this one is given. */
export interface InputChange {
  dropped: DroppedSetting[];
  /** Whether both come to the same. */
  isSame: boolean;
}

/** Compares what an earlier install was given with what this one is given. */
export function inputChange(before: ManifestInput, now: ManifestInput): InputChange {
  const isSame = before.profile === now.profile && textOf(before.merged) === textOf(now.merged);
  return {dropped: droppedSettings(before, now), isSame};
}

/** Settings of users that no longer count, although nobody set them to anything else; sorted by path. */
export function droppedSettings(before: ManifestInput, now: ManifestInput): DroppedSetting[] {
  const dropped = new Map<string, DroppedSetting>();
  for (const path of before.sources.flatMap(pathsSet)) {
    const was = valueAt(before, path);
    const after = valueAt(now, path);
    if (was === undefined || was === after || now.sources.some((source) => sets(source, path))) continue;
    const shown = formatPath(path).replace(/^spec\./, '');
    dropped.set(shown, {path: shown, before: was, after});
  }
  return [...dropped.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The value as text; a profile that is not named is the default one. */
function valueAt({merged, profile}: ManifestInput, path: ValuePath): string | undefined {
  return path.join('.') === 'spec.profile' ? profile : textOf(getIn(merged, path));
}

/** The paths below `spec` that a user's source gives values to. */
function pathsSet(source: InputSource): ValuePath[] {
  if (source.kind === 'set') return [source.path];
  return source.kind === 'file' ? leaves(getIn(source.document, ['spec']), ['spec']) : [];
}

/** Lists replace each other as a whole, so they are leaves. */
function leaves(value: unknown, path: string[]): ValuePath[] {
  if (!isTree(value)) return value === undefined ? [] : [path];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]));
}

/** Whether a source says anything of that path, of a part of it or of what it is part of. */
function sets(source: InputSource, path: ValuePath): boolean {
  if (source.kind === 'set') return path.every((key, i) => source.path[i] === undefined || source.path[i] === key);
  return source.kind === 'file' && getIn(source.document, path) !== undefined;
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}
