// SPDX-License-Identifier: Apache-2.0
import {alignColumns} from './columns.js';

/** Flags and their values, by name without regard to case. */
export function settingsTable(settings: ReadonlyMap<string, string>): string {
  const key = ([name]: [string, string]): string => name.toLowerCase();
  const rows = [...settings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return alignColumns([['FLAG', 'VALUE'], ...rows], 5);
}
