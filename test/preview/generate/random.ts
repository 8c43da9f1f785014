// SPDX-License-Identifier: Apache-2.0

/** Choices that follow from a seed alone. */
export interface Random {
  /** A whole number from 0 up to, and without, a limit. */
  below(limit: number): number;
  /** True in so many cases of a hundred. */
  chance(percent: number): boolean;
  one<Value>(...values: readonly Value[]): Value;
  /** Some of the values, in their order; at least `least`. */
  some<Value>(values: readonly Value[], least?: number): Value[];
  shuffled<Value>(values: readonly Value[]): Value[];
  /** The fields, each in so many cases of a hundred; a field that is a function is made when it is taken. */
  fields(percent: number, fields: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Returns choices for a seed (Mulberry32, a generator with 32 bits of state). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (percent: number): boolean => next() * 100 < percent;
  const shuffled = <Value>(values: readonly Value[]): Value[] =>
    values
      .map((value): [number, Value] => [next(), value])
      .sort(([a], [b]) => a - b)
      .map(([, value]) => value);
  return {
    below,
    chance,
    shuffled,
    one(...values) {
      const [chosen] = values.slice(below(values.length));
      if (chosen === undefined && values.length === 0) throw new Error('nothing to choose from');
      return chosen as (typeof values)[number];
    },
    some(values, least = 0) {
      const wanted = least + below(values.length - least + 1);
      const taken = new Set(shuffled(values.map((_, index) => index)).slice(0, wanted));
      return values.filter((_, index) => taken.has(index));
    },
    fields(percent, fields) {
      const taken = Object.entries(fields).filter(() => chance(percent));
      return Object.fromEntries(taken.map(([name, value]) => [name, typeof value === 'function' ? value() : value]));
    },
  };
}
