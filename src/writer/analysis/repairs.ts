// SPDX-License-Identifier: Apache-2.0

import type {Repaired} from '../../analysis/fix/fix-file.js';

/** One line for each repair. */
export function repairList(file: string, repairs: readonly Repaired[]): string {
  return repairs
    .map(({code, line, from, to}) => `${file}:${line}: [${code}] ${shown(from)} -> ${shown(to)}\n`)
    .join('');
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
