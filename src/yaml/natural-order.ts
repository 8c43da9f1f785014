// SPDX-License-Identifier: Apache-2.0

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * The order of keys in printed YAML: code point by code point, runs of digits by their number, everything that is not
 * a letter before letters: `B_c`, `B2`, `B10`, `Bd`, `a1`, `a2`, `a10` (spec install.md §2.12).
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    if (a >= 0x80 || b >= 0x80) return compareFrom([...left], [...right]);
    const letterA = isAsciiLetter(a);
    const letterB = isAsciiLetter(b);
    if (letterA && letterB) return a - b;
    if (letterA || letterB) return letterB ? -1 : 1;
    if (!isAsciiDigit(a) && !isAsciiDigit(b)) return a - b;
    return compareFrom([...left], [...right]);
  }
  return left.length - right.length;
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isAsciiDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The same for code points: decides at the first that differs. */
function compareFrom(left: string[], right: string[]): number {
  const length = Math.min(left.length, right.length);
  let i = 0;
  while (i < length && left[i] === right[i]) i++;
  if (i === length) return left.length - right.length;
  const a = left[i] ?? '';
  const b = right[i] ?? '';
  const letterA = LETTER.test(a);
  const letterB = LETTER.test(b);
  if (letterA && letterB) return codePoint(a) - codePoint(b);
  if (letterA || letterB) return letterB ? -1 : 1;
  return compareDigits(left, right, i) || codePoint(a) - codePoint(b);
}

/** Numbers that start at `at`; a zero inside a longer number counts as part of that number. */
function compareDigits(left: string[], right: string[], at: number): number {
  const lead = (left[at] === '0' || right[at] === '0') && startsInsideNumber(left, at) ? '1' : '';
  const a = digitsFrom(left, at);
  const b = digitsFrom(right, at);
  const numberA = wrap(lead, a);
  const numberB = wrap(lead, b);
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return a.length - b.length;
}

function startsInsideNumber(text: string[], at: number): boolean {
  for (let j = at - 1; j >= 0 && DIGIT.test(text[j] ?? ''); j--) {
    if (text[j] !== '0') return true;
  }
  return false;
}

function digitsFrom(text: string[], at: number): string[] {
  let end = at;
  while (end < text.length && DIGIT.test(text[end] ?? '')) end++;
  return text.slice(at, end);
}

/** int64 arithmetic with overflow, digits counted from `0` even in other scripts. */
function wrap(lead: string, digits: string[]): bigint {
  let value = BigInt(lead);
  for (const digit of digits) value = BigInt.asIntN(64, value * 10n + BigInt(codePoint(digit) - 0x30));
  return value;
}

function codePoint(char: string): number {
  return char.codePointAt(0) ?? 0;
}
