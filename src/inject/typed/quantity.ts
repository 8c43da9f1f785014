// SPDX-License-Identifier: Apache-2.0

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d{1,3})?$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<number, string>> = {
  [-9]: 'n',
  [-6]: 'u',
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
  12: 'T',
  15: 'P',
  18: 'E',
};
/** Digits behind the point that a quantity keeps; what is finer is rounded away from zero. */
const FINEST = -9;

/**
 * The quantity as Kubernetes writes it: `2000m` is `2`, `1024Mi` is `1Gi`, `0.5` is `500m` (apimachinery,
 * resource.Quantity). Throws an Error with its wording for texts that are none.
 */
export function canonicalQuantity(text: string): string {
  const known = canonical.get(text);
  if (known !== undefined) return known;
  const written = write(text);
  if (canonical.size < MOST) canonical.set(text, written);
  return written;
}

/** Pods ask for the same few amounts again and again. */
const canonical = new Map<string, string>();
const MOST = 1000;

function write(text: string): string {
  const [whole, sign = '', integer = '', fraction = '', suffix = ''] = QUANTITY.exec(text.trim()) ?? [];
  if (whole === undefined || (integer === '' && fraction === '')) throw new Error(quantityProblem(text.trim()));
  const digits = BigInt(integer + fraction) * (sign === '-' ? -1n : 1n);
  const power = BINARY.indexOf(suffix);
  if (power > 0) {
    const bytes = scaledUp(digits * 1024n ** BigInt(power), -fraction.length, 0);
    return bytes > -1024n && bytes < 1024n ? decimalText(bytes, 0, (e) => DECIMAL[e] ?? '') : binaryText(bytes);
  }
  const isExponent = /^[eE]./.test(suffix);
  const exponent = isExponent ? Number(suffix.slice(1)) : exponentOf(suffix);
  const scale = Math.max(exponent - fraction.length, FINEST);
  const amount = scaledUp(digits, exponent - fraction.length, scale);
  return decimalText(amount, scale, isExponent ? (e) => (e === 0 ? '' : `e${e}`) : (e) => DECIMAL[e] ?? `e${e}`);
}

function quantityProblem(text: string): string {
  return /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text) && /\d/.test(text)
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

function exponentOf(suffix: string): number {
  const found = Object.entries(DECIMAL).find(([, letter]) => letter === suffix);
  return found === undefined ? 0 : Number(found[0]);
}

/** `digits`·10^`from` in units of 10^`to`, rounded away from zero. */
function scaledUp(digits: bigint, from: number, to: number): bigint {
  if (from >= to) return digits * 10n ** BigInt(from - to);
  const unit = 10n ** BigInt(to - from);
  const rest = digits % unit;
  return digits / unit + (rest === 0n ? 0n : digits > 0n ? 1n : -1n);
}

function binaryText(bytes: bigint): string {
  let amount = bytes;
  let power = 0;
  while (amount % 1024n === 0n && power < BINARY.length - 1) {
    amount /= 1024n;
    power++;
  }
  return `${amount}${BINARY[power] ?? ''}`;
}

/** With an exponent that is a multiple of three, the highest that needs no point. */
function decimalText(digits: bigint, scale: number, suffix: (exponent: number) => string): string {
  if (digits === 0n) return '0';
  let amount = digits;
  let exponent = scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent++;
  }
  const over = ((exponent % 3) + 3) % 3;
  amount *= 10n ** BigInt(over);
  return `${amount}${suffix(exponent - over)}`;
}
