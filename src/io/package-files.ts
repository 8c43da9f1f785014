// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';

/**
 * The text of a file that ships with the package, by its path from the package's root.
 * Bundled code lies two folders below the root (`dist/cli`, `dist/chunks`, …), as does this file in `src/io`.
 */
export function readPackageFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The commit this package was built from, `unknown` for a build outside a checkout. */
export function packageRevision(): string {
  return JSON.parse(readPackageFile('dist/build.json')).revision;
}
