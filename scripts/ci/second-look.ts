// SPDX-License-Identifier: Apache-2.0

/** More files than this that pass at the second look only are no bad luck. */
const MOST_FLAKY = 2;

/** Whether a second look can make a run green that had so many failing files. */
export function isWorthASecondLook(failing: number): boolean {
  return failing > 0 && failing <= MOST_FLAKY;
}

/**
 * Judges files that failed by what the second look at them found.
 *
 * @param first The first failure of each failing file, by path.
 * @param again The failures of the second look; undefined when there was none.
 * @returns Lines about files that passed then, and lines that make the run red.
 */
export function verdict(
  first: ReadonlyMap<string, string>,
  again: ReadonlyMap<string, string> | undefined,
): {flaky: string[]; red: string[]} {
  if (again === undefined) {
    const red = [...first].map(([file, failure]) => `failed: ${file}: ${failure}`);
    if (red.length > MOST_FLAKY) red.push(`${red.length} files failed; at most ${MOST_FLAKY} get a second look`);
    return {flaky: [], red};
  }
  const failed = [...first].filter(([file]) => again.has(file));
  return {
    flaky: [...first].filter(([file]) => !again.has(file)).map(([file, failure]) => `flaky: ${file}: ${failure}`),
    red: failed.map(([file, failure]) => `failed twice: ${file}: ${failure}; then: ${again.get(file)}`),
  };
}
