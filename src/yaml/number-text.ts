// SPDX-License-Identifier: Apache-2.0

/**
 * A number as sigs.k8s.io/yaml prints it: integers that fit 64 bits plain (with zeros where a float64 knows no digit),
 * everything else as Go's shortest `%g` (`1e+23`, `1e-07`, `1.2345675e+06`). Throws for NaN and infinities.
 */
export function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON or YAML`);
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    const text = String(value);
    if (fits64Bits(BigInt(text))) return text;
  }
  return goFloat(value);
}

function fits64Bits(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}

/** A 64-bit integer plain, anything bigger as a float, as a YAML reader would take it. */
export function bigintText(value: bigint): string {
  return fits64Bits(value) ? value.toString() : goFloat(Number(value));
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 64)` for finite values. */
export function goFloat(value: number): string {
  return general(value.toExponential(), value);
}

/** The same with 32 bits; `.inf` and `.nan` as YAML writes them. */
export function goFloat32(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (Object.is(value, -0)) return '-0';
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return rounded < 0 ? '-.inf' : '.inf';
  for (let digits = 0; digits < 9; digits++) {
    const text = rounded.toExponential(digits);
    if (Math.fround(Number(text)) === rounded) return general(text, Number(text));
  }
  return goFloat(rounded);
}

function general(exponential: string, value: number): string {
  const [mantissa = '', exponentText = '0'] = exponential.split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < EXPONENT_FROM) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** `%g` without a precision changes to exponents here. */
const EXPONENT_FROM = 6;
