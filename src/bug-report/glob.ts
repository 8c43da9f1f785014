// SPDX-License-Identifier: Apache-2.0

/** The source of a regular expression for a pattern in which `*` stands for any letters and `?` for one. */
export function globSource(glob: string): string {
  return glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
