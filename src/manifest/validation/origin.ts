// SPDX-License-Identifier: Apache-2.0

import type {Origin} from '../input/finding.js';
import type {FileSource, InputSource, SetSource} from '../input/input-source.js';
import {getIn, isTree, type ValuePath} from '../input/tree.js';

/** Where the user wrote what stands at that path: of several sources the one that wins. Undefined for a profile's own. */
export function originOf(sources: readonly InputSource[], path: ValuePath, at: 'key' | 'value'): Origin | undefined {
  for (const source of sources.toReversed()) {
    if (source.kind === 'set' && concerns(source, path)) return {set: source.argument};
    if (source.kind === 'file' && has(source.document, path)) return inFile(source, path, at);
  }
  return undefined;
}

/** Whether the argument sets the entry, something in it, or something around it that holds it. */
function concerns({path, value}: SetSource, wanted: ValuePath): boolean {
  const shared = Math.min(path.length, wanted.length);
  for (let step = 0; step < shared; step++) if (path[step] !== wanted[step]) return false;
  return path.length >= wanted.length || has(value, wanted.slice(path.length));
}

function has(value: unknown, path: ValuePath): boolean {
  const key = path.at(-1);
  const parent = getIn(value, path.slice(0, -1));
  if (typeof key === 'number') return Array.isArray(parent) && key < parent.length;
  return key !== undefined && isTree(parent) && Object.hasOwn(parent, key);
}

function inFile(source: FileSource, path: ValuePath, at: 'key' | 'value'): Origin {
  const position = source.position(path, at) ?? source.position(path);
  return {file: source.file, ...position};
}
