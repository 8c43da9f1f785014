// SPDX-License-Identifier: Apache-2.0

import {DecodeError} from './decode-error.js';

const UNITS = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 6e10],
  ['h', 3.6e12],
]);

const LONGEST = 2 ** 63;

/** Nanoseconds of a duration as Go writes it, such as `1h30m`. Throws {@link DecodeError} with Go's reason. */
export function parseGoDuration(text: string): number {
  const invalid = () => new DecodeError(`bad Duration: time: invalid duration ${JSON.stringify(text)}`);
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') throw invalid();
  let nanoseconds = 0;
  while (rest !== '') {
    const [amount] = /^(?:\d+\.?\d*|\.\d+)/.exec(rest) ?? [];
    if (amount === undefined) throw invalid();
    rest = rest.slice(amount.length);
    const [unit] = /^[^\d.]+/.exec(rest) ?? [];
    const quoted = JSON.stringify(text);
    if (unit === undefined) throw new DecodeError(`bad Duration: time: missing unit in duration ${quoted}`);
    const scale = UNITS.get(unit);
    if (scale === undefined) throw new DecodeError(`bad Duration: time: unknown unit "${unit}" in duration ${quoted}`);
    nanoseconds += Number(amount) * scale;
    rest = rest.slice(unit.length);
  }
  if (nanoseconds >= LONGEST) throw invalid();
  return sign * Math.round(nanoseconds);
}
