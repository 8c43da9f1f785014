// SPDX-License-Identifier: Apache-2.0
import {existsSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';

/**
 * The file of that name in the working directory or the nearest folder above it, as from the working directory; the
 * search ends at the root of a Git checkout.
 */
export function findUpward(name: string): string | undefined {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path)) return relative('.', path);
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}
