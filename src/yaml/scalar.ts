// SPDX-License-Identifier: Apache-2.0

/** What an untagged plain scalar means. `text` is every other scalar. */
export type ScalarKind = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'text';

export interface ResolvedScalar {
  kind: ScalarKind;
  /** null, boolean, number or the text itself (timestamps stay text). */
  value: null | boolean | number | string;
  /** The exact integer where `value` had to be rounded to a float64. */
  exact?: bigint;
}

const WORDS = new Map<string, ResolvedScalar>();
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, {kind: 'null', value: null});
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  WORDS.set(word, {kind: 'bool', value: true});
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  WORDS.set(word, {kind: 'bool', value: false});
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, {kind: 'float', value: Number.NaN});
for (const sign of ['', '+', '-'])
  for (const word of ['.inf', '.Inf', '.INF'])
    WORDS.set(sign + word, {kind: 'float', value: sign === '-' ? -Infinity : Infinity});

const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const PREFIXED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))$/;
/** Only lower-case `0b` may have its sign behind the prefix. */
const SIGN_BEHIND_PREFIX = /^0b([-+])([01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const FLOAT_FROM_DOT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * The meaning of a plain scalar under YAML 1.1 as sigs.k8s.io/yaml reads it: `y`, `on` … are booleans, `017`, `0o17`,
 * `0x1f`, `0b11` and `1_000` are numbers, base-60 numbers and timestamps stay text (spec install.md §2.12).
 */
export function resolveScalar(text: string): ResolvedScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d) return resolveNumber(text);
  if (first === 0x2e && FLOAT_FROM_DOT.test(text)) return float(text.replaceAll('_', ''), text);
  return {kind: 'text', value: text};
}

/** Whether the text must be quoted so that YAML 1.1 readers take it for a string. */
export function needsQuotes(text: string): boolean {
  if (WORDS.has(text)) return true;
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  return numeric && (resolveScalar(text).kind !== 'text' || BASE_60.test(text));
}

function resolveNumber(text: string): ResolvedScalar {
  if (isTimestamp(text)) return {kind: 'timestamp', value: text};
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return integer;
  return FLOAT.test(plain) ? float(plain, text) : {kind: 'text', value: text};
}

function parseInteger(plain: string): ResolvedScalar | undefined {
  if (DECIMAL.test(plain)) {
    const value = Number(plain);
    if (Number.isSafeInteger(value)) return {kind: 'int', value: value === 0 ? 0 : value};
    return bounded(BigInt(plain.startsWith('+') ? plain.slice(1) : plain), plain);
  }
  const prefixed = PREFIXED.exec(plain);
  if (prefixed !== null) {
    const [, sign, hex, octal, binary] = prefixed;
    const magnitude = hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : `0b${binary}`;
    return bounded(sign === '-' ? -BigInt(magnitude) : BigInt(magnitude), plain);
  }
  const behind = SIGN_BEHIND_PREFIX.exec(plain);
  if (behind === null) return undefined;
  const magnitude = BigInt(`0b${behind[2]}`);
  return bounded(behind[1] === '-' ? -magnitude : magnitude, '');
}

/** An unsigned 64-bit integer may not carry a plus sign. */
function bounded(value: bigint, source: string): ResolvedScalar | undefined {
  const limit = source.startsWith('+') ? 2n ** 63n - 1n : UINT64_MAX;
  if (value < INT64_MIN || value > limit) return undefined;
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? {kind: 'int', value: rounded} : {kind: 'int', value: rounded, exact: value};
}

/** A number beyond the range of a float64 stays text. */
function float(plain: string, text: string): ResolvedScalar {
  const value = Number(plain);
  return Number.isFinite(value) ? {kind: 'float', value} : {kind: 'text', value: text};
}

function isTimestamp(text: string): boolean {
  if (text.charCodeAt(4) !== 0x2d) return false;
  const match = TIMESTAMP.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, ...time] = match.slice(1).map((part) => Number(part ?? 0));
  const [hour = 0, minute = 0, second = 0] = match[4] === undefined ? time.slice(3) : time;
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
