// SPDX-License-Identifier: Apache-2.0
import type {TagDescription} from '../../revision/tags.js';
import {emitYaml} from '../../yaml/emit.js';
import {alignColumns} from '../columns.js';

/** Formats that `tag list` prints. */
export const TAG_FORMATS = ['table', 'json', 'yaml'] as const;
export type TagFormat = (typeof TAG_FORMATS)[number];

/**
 * The list of tags; `counts` adds how many pods use each, which the reference does not say. Without, an empty list is
 * a sentence in every format, as there.
 */
export function tagListText(tags: readonly TagDescription[], format: TagFormat, {counts}: {counts: boolean}): string {
  if (tags.length === 0 && (format === 'table' || !counts)) return 'No Istio revision tags found.\n';
  const shown = tags.map(({pods, ...tag}) => (counts ? {...tag, pods} : tag));
  if (format === 'json') return `${JSON.stringify(shown, null, '\t')}\n`;
  if (format === 'yaml') return emitYaml(shown);
  const rows = tags.map(({tag, revision, namespaces, pods}) => {
    const names = namespaces.join(',');
    return counts ? [tag, revision, String(pods), names] : [tag, revision, names];
  });
  return alignColumns(
    [counts ? ['TAG', 'REVISION', 'PODS', 'NAMESPACES'] : ['TAG', 'REVISION', 'NAMESPACES'], ...rows],
    1,
  );
}

/** Who is affected: `2 namespaces (a, b) and 5 pods`. */
export function usageText(usage: Pick<TagDescription, 'namespaces' | 'pods'> | undefined): string {
  if (usage === undefined) return 'namespaces and pods that you may not list';
  const {namespaces, pods} = usage;
  const names = namespaces.length === 0 ? '' : ` (${namespaces.join(', ')})`;
  return `${counted(namespaces.length, 'namespace')}${names} and ${counted(pods, 'pod')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
