// SPDX-License-Identifier: Apache-2.0

/** The same thing before and after; one side is undefined where it came or went. */
export interface Pair<T> {
  was: T | undefined;
  is: T | undefined;
  /** The newer of those that are there. */
  either: T;
}

/** Returns two lists joined by a key, in the order of the keys. */
export function pairsBy<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Pair<T>[] {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const renewed = new Map(after.map((item) => [keyOf(item), item]));
  const either = new Map([...old, ...renewed]);
  const keys = [...either.keys()].sort();
  return keys.flatMap((key) => {
    const item = either.get(key);
    return item === undefined ? [] : [{was: old.get(key), is: renewed.get(key), either: item}];
  });
}
