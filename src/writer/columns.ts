// SPDX-License-Identifier: Apache-2.0

/**
 * Lines of left-aligned columns as Go's text/tabwriter lays them out with blanks for padding: every cell but the last
 * of a line is filled up to the widest of its column plus `gap`. Widths count characters.
 */
export function alignColumns(rows: readonly (readonly string[])[], gap: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) {
      if (i < row.length - 1) widths[i] = Math.max(widths[i] ?? 0, [...cell].length + gap);
    }
  }
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i < row.length - 1 ? cell + ' '.repeat((widths[i] ?? 0) - [...cell].length) : cell)).join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}
