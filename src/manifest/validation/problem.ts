// SPDX-License-Identifier: Apache-2.0

import {formatPath, isTree, type ValuePath} from '../input/tree.js';

/** A finding before it is known where the value was written. `path` starts at the document, so with `spec`. */
export interface Problem {
  path: ValuePath;
  severity: 'error' | 'warning';
  /** Whether the key is wrong or what it holds. */
  at: 'key' | 'value';
  message: string;
  suggestion?: string;
}

/** What rules say of a single value: why it will not do and, where that is clear, what was meant. */
export interface Complaint {
  message: string;
  suggestion?: string;
}

/** The path as `--set` takes it: without the leading `spec`. */
export function settingPath(path: ValuePath): string {
  return formatPath(path[0] === 'spec' && path.length > 1 ? path.slice(1) : path);
}

const LONGEST_QUOTE = 60;

/** The offending value in a message: texts quoted and cut, maps and lists by their kind. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isTree(value)) return 'a map';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
}
