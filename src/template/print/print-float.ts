// SPDX-License-Identifier: Apache-2.0

/** Decimal digits without leading or trailing zeros, with the decimal point after the first `point` of them. */
interface Decimal {
  digits: string;
  point: number;
}

/**
 * A float64 as Go's `strconv.FormatFloat` writes it. `form` is one of e E f g G x X b; precision -1 means as many
 * digits as are needed to read the same number back.
 */
export function formatFloat(value: number, form: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return sign === '' ? '+Inf' : '-Inf';
  switch (form) {
    case 'b':
      return sign + binary(magnitude);
    case 'x':
      return sign + hexadecimal(magnitude, precision);
    case 'X':
      return sign + hexadecimal(magnitude, precision).toUpperCase();
    case 'f':
      return sign + fixed(magnitude, precision);
    case 'e':
      return sign + exponential(magnitude, precision);
    case 'E':
      return sign + exponential(magnitude, precision).toUpperCase();
    case 'g':
      return sign + general(magnitude, precision);
    default:
      return sign + general(magnitude, precision).toUpperCase();
  }
}

function fixed(value: number, precision: number): string {
  const shortest = precision < 0;
  const decimal = shortest ? shortestDecimal(value) : exactDecimal(value);
  const places = shortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision;
  return plain(shortest ? decimal : round(decimal, decimal.point + places), places);
}

function plain({digits, point}: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places === 0) return whole;
  const fraction = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  return `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`;
}

function exponential(value: number, precision: number): string {
  if (precision < 0) {
    const decimal = shortestDecimal(value);
    return scientific(decimal, Math.max(decimal.digits.length - 1, 0));
  }
  return scientific(round(exactDecimal(value), precision + 1), precision);
}

function scientific({digits, point}: Decimal, places: number): string {
  const exponent = digits === '' ? 0 : point - 1;
  const all = digits.padEnd(places + 1, '0');
  const mantissa = places === 0 ? all : `${all.slice(0, 1)}.${all.slice(1)}`;
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Exponent form if the exponent is below -4 or reaches the precision, which is 6 when no precision is given. */
function general(value: number, precision: number): string {
  const significant = precision === 0 ? 1 : precision;
  const decimal = precision < 0 ? shortestDecimal(value) : round(exactDecimal(value), significant);
  const count = decimal.digits.length;
  const limit = precision < 0 ? 6 : significant > count && count >= decimal.point ? count : significant;
  const exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= limit) return scientific(decimal, Math.max(count - 1, 0));
  return plain(decimal, Math.max(count - decimal.point, 0));
}

function shortestDecimal(value: number): Decimal {
  if (value === 0) return {digits: '', point: 0};
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return {digits: mantissa.replace('.', ''), point: Number(exponent) + 1};
}

/** The value is mantissa·2^exponent, with an integer mantissa. */
function parts(value: number): {mantissa: bigint; exponent: number} {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  if (biased === 0) return {mantissa: fraction, exponent: -1074};
  return {mantissa: fraction | (1n << 52n), exponent: biased - 1075};
}

function exactDecimal(value: number): Decimal {
  if (value === 0) return {digits: '', point: 0};
  const {mantissa, exponent} = parts(value);
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const digits = scaled.toString();
  return {digits: digits.replace(/0+$/, ''), point: digits.length + Math.min(exponent, 0)};
}

/** Keeps that many digits, rounding half to even. */
function round({digits, point}: Decimal, keep: number): Decimal {
  if (keep < 0) return {digits: '', point: 0};
  if (keep >= digits.length) return {digits, point};
  const kept = digits.slice(0, keep);
  const next = digits.charCodeAt(keep) - 48;
  const isTie = next === 5 && keep === digits.length - 1;
  const isOdd = keep > 0 && (digits.charCodeAt(keep - 1) & 1) === 1;
  if (next < 5 || (isTie && !isOdd)) return trim(kept, point);
  const raised = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
  return trim(raised, point + raised.length - kept.length);
}

function trim(digits: string, point: number): Decimal {
  const trimmed = digits.replace(/0+$/, '');
  return {digits: trimmed, point: trimmed === '' ? 0 : point};
}

function binary(value: number): string {
  const {mantissa, exponent} = parts(value);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function hexadecimal(value: number, precision: number): string {
  let {mantissa, exponent} = parts(value);
  if (value === 0) exponent = -52;
  else {
    const shift = 53 - mantissa.toString(2).length;
    mantissa <<= BigInt(shift);
    exponent -= shift;
  }
  exponent += 52;
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(4 * (13 - precision));
    const half = 1n << (dropped - 1n);
    const rest = mantissa & ((1n << dropped) - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= dropped;
    if (mantissa >> 53n > 0n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const digits = (mantissa & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, '0');
  const fraction = precision < 0 ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `0x${mantissa >> 52n}${fraction === '' ? '' : `.${fraction}`}p${power}`;
}
