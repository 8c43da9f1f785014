// SPDX-License-Identifier: Apache-2.0

const TWO_63 = 2 ** 63;
const TWO_64 = 2 ** 64;

/**
 * A number as sigs.k8s.io/yaml prints it: integers that fit 64 bits plain, everything else as Go's shortest `%g`
 * (`1e+23`, `1e-07`, `1.2345675e+06`). Throws for NaN and infinities, which JSON does not know.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value)) {
    if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
    if (value >= -TWO_63 && value < TWO_64) return BigInt(value).toString();
    return goFloat(value);
  }
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON or YAML`);
  return goFloat(value);
}

/** A 64-bit integer plain, anything bigger as a float, as a YAML reader would take it. */
export function bigintText(value: bigint): string {
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value.toString() : goFloat(Number(value));
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 64)` for finite values. */
export function goFloat(value: number): string {
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}
