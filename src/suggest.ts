// SPDX-License-Identifier: Apache-2.0

/** Edits (insert, delete, replace, swap of neighbours) between two words, case aside. */
export function editDistance(from: string, to: string): number {
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  const rows: number[][] = [Array.from({length: b.length + 1}, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      row.push(best);
    }
  }
  return at(a.length, b.length);
}

/**
 * The candidates that were probably meant, best first: at most three within Cobra's distance of 2, or that begin with the word.
 */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const rated = candidates
    .map((name) => ({name, distance: name.toLowerCase().startsWith(word.toLowerCase()) ? 0 : editDistance(word, name)}))
    .filter(({name, distance}) => distance <= Math.min(2, Math.floor(name.length / 2)));
  rated.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return rated.slice(0, 3).map(({name}) => name);
}

/** `did you mean "x"?`, or undefined when nothing is near. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  spell: (name: string) => string = (name) => name,
): string | undefined {
  const names = word === '' ? [] : nearest(word, candidates).map((name) => `"${spell(name)}"`);
  if (names.length === 0) return undefined;
  return `did you mean ${names.join(' or ')}?`;
}
