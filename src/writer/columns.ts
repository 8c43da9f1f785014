// SPDX-License-Identifier: Apache-2.0

/**
 * Lines of left-aligned columns as Go's text/tabwriter lays them out with blanks for padding: every cell but the last
 * of a line is filled up to the widest of its column plus `gap`. A column reaches over the lines next to each other that
 * have such a cell; a shorter line ends it. Widths count characters.
 */
export function alignColumns(rows: readonly (readonly string[])[], gap: number): string {
  const columns: {width: number}[] = [];
  // The columns each line is part of, complete once all lines are seen.
  const placed = rows.map((row) => {
    columns.length = Math.min(columns.length, Math.max(row.length - 1, 0));
    for (let i = 0; i < row.length - 1; i++) {
      const width = characters(row[i] ?? '') + gap;
      const column = columns[i];
      if (!column) columns[i] = {width};
      else if (column.width < width) column.width = width;
    }
    return [...columns];
  });
  let text = '';
  for (const [i, row] of rows.entries()) {
    const own = placed[i] ?? [];
    for (const [j, cell] of row.entries()) {
      const width = own[j]?.width;
      text += width === undefined ? cell : cell + ' '.repeat(width - characters(cell));
    }
    text += '\n';
  }
  return text;
}

function characters(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length;
}
