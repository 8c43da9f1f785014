// SPDX-License-Identifier: Apache-2.0
import {formatFloat} from './print-float.js';
import {isPrintable, quote, quoteCharacter} from './quote.js';
import {toUtf8} from './utf8.js';

/** What stands between the percent sign and the verb. `%+v` and `%#v` have flags of their own. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  plusV: boolean;
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export const noFlags: Readonly<Flags> = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
};

/** Fills up to the width, counted in characters; zeros only on the left. */
export function pad(text: string, flags: Flags, zero = flags.zero): string {
  const {width = 0} = flags;
  if (width <= text.length / 2) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

/** Undefined if the verb is none for strings, as in the other printers. */
export function printText(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 's':
      return pad(truncate(text, flags), flags);
    case 'v':
      return flags.sharpV ? printQuoted(text, flags) : pad(truncate(text, flags), flags);
    case 'q':
      return printQuoted(text, flags);
    case 'x':
      return printHex(text, flags);
    case 'X':
      return printHex(text, flags).toUpperCase();
    default:
      return undefined;
  }
}

function truncate(text: string, flags: Flags): string {
  if (flags.precision === undefined || text.length <= flags.precision) return text;
  return [...text].slice(0, flags.precision).join('');
}

function printQuoted(text: string, flags: Flags): string {
  const shown = truncate(text, flags);
  // oxlint-disable-next-line no-control-regex -- these are what Go does not put between back-ticks
  if (flags.sharp && !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]/.test(shown)) return pad(`\`${shown}\``, flags);
  return pad(quote(shown, flags.plus), flags);
}

function printHex(text: string, flags: Flags): string {
  const bytes = toUtf8(text).slice(0, flags.precision);
  const prefix = flags.sharp ? '0x' : '';
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  if (pairs.length === 0) return pad('', flags);
  return pad(flags.space ? pairs.map((pair) => prefix + pair).join(' ') : prefix + pairs.join(''), flags);
}

export function printInteger(value: bigint, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
    case 'd':
      return integer(value, 10, '', flags);
    case 'b':
      return integer(value, 2, flags.sharp ? '0b' : '', flags);
    case 'o':
      return integer(value, 8, '', flags);
    case 'O':
      return integer(value, 8, '0o', flags);
    case 'x':
      return integer(value, 16, flags.sharp ? '0x' : '', flags);
    case 'X':
      return integer(value, 16, flags.sharp ? '0x' : '', flags).toUpperCase();
    case 'c':
      return pad(characterOf(value), flags);
    case 'q':
      return pad(quoteCharacter(characterOf(value), flags.plus), flags);
    case 'U':
      return unicode(value, flags);
    default:
      return undefined;
  }
}

function integer(value: bigint, base: number, prefix: string, flags: Flags): string {
  const {width = 0, precision} = flags;
  if (precision === 0 && value === 0n) return ' '.repeat(width);
  let sign = '';
  if (value < 0n) sign = '-';
  else if (flags.plus) sign = '+';
  else if (flags.space) sign = ' ';
  let digits = (value < 0n ? -value : value).toString(base);
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  else if (flags.zero && !flags.minus) digits = digits.padStart(width - sign.length, '0');
  if (base === 8 && flags.sharp && !digits.startsWith('0')) digits = `0${digits}`;
  return pad(sign + prefix + digits, flags, false);
}

function characterOf(value: bigint): string {
  const isCharacter = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  return isCharacter ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function unicode(value: bigint, flags: Flags): string {
  const hex = BigInt.asUintN(64, value).toString(16).toUpperCase();
  const digits = hex.padStart(Math.max(4, flags.precision ?? 0), '0');
  const character = value >= 0n && value <= 0x10ffffn ? String.fromCodePoint(Number(value)) : '';
  const shown = flags.sharp && character !== '' && isPrintable(character) ? ` '${character}'` : '';
  return pad(`U+${digits}${shown}`, flags, false);
}

const FLOAT_FORMS: Readonly<Record<string, readonly [form: string, precision: number]>> = {
  v: ['g', -1],
  b: ['b', -1],
  g: ['g', -1],
  G: ['G', -1],
  x: ['x', -1],
  X: ['X', -1],
  f: ['f', 6],
  F: ['f', 6],
  e: ['e', 6],
  E: ['E', 6],
};

export function printFloat(value: number, verb: string, flags: Flags): string | undefined {
  const known = Object.hasOwn(FLOAT_FORMS, verb) ? FLOAT_FORMS[verb] : undefined;
  if (known === undefined) return undefined;
  const [form, defaultPrecision] = known;
  const precision = flags.precision ?? defaultPrecision;
  const formatted = formatFloat(value, form, precision);
  const isSigned = /^[+-]/.test(formatted);
  let sign = isSigned ? formatted.slice(0, 1) : '+';
  let number = isSigned ? formatted.slice(1) : formatted;
  if (flags.space && sign === '+' && !flags.plus) sign = ' ';
  if (number === 'Inf' || number === 'NaN') {
    const showsSign = number === 'NaN' ? flags.space || flags.plus : flags.plus || sign !== '+';
    return pad(showsSign ? sign + number : `${number === 'Inf' ? '+' : ''}${number}`, flags, false);
  }
  if (flags.sharp && form !== 'b') number = withPoint(number, form, precision);
  if (!flags.plus && sign === '+') return pad(number, flags);
  if (flags.zero && !flags.minus) return sign + number.padStart((flags.width ?? 0) - 1, '0');
  return pad(sign + number, flags);
}

/** The sharp flag: always a decimal point, and the zeros that `%g` leaves out. In hexadecimal the x counts as a digit. */
function withPoint(number: string, form: string, precision: number): string {
  const tailAt = number.search(form === 'x' || form === 'X' ? /[pP]/ : /[eE]/);
  const mantissa = tailAt === -1 ? number : number.slice(0, tailAt);
  const tail = tailAt === -1 ? '' : number.slice(tailAt);
  let missing = 0;
  if (form === 'g' || form === 'G' || form === 'x') {
    const shown = mantissa.replace('.', '').replace(/^0+/, '').length;
    const zeroCounts = mantissa === '0' ? 1 : 0;
    missing = (precision === -1 ? 6 : precision) - shown - zeroCounts;
  }
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.`;
  return pointed + '0'.repeat(Math.max(missing, 0)) + tail;
}
