// SPDX-License-Identifier: Apache-2.0

/** An exact decimal: `units` · 10^`-scale`. The float functions add and multiply in these, so that 0.1 + 0.2 is 0.3. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The shortest decimal that reads back as the number. Throws for NaN and infinities. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new Error(`Cannot create a Decimal from ${value}`);
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return normal(BigInt(whole + fraction), fraction.length - Number(exponent));
}

export function numberOf({units, scale}: Decimal): number {
  return Number(`${units}e${-scale}`);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return {units: scaled(a, scale) + scaled(b, scale), scale};
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, {units: -b.units, scale: b.scale});
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return {units: a.units * b.units, scale: a.scale + b.scale};
}

const DIVISION_PLACES = 16;

/** Rounded half away from zero to 16 places. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.units === 0n) throw new Error('decimal division by 0');
  const shift = DIVISION_PLACES + b.scale - a.scale;
  const dividend = shift > 0 ? a.units * 10n ** BigInt(shift) : a.units;
  const divisor = shift < 0 ? b.units * 10n ** BigInt(-shift) : b.units;
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const isUp = abs(rest) * 2n >= abs(divisor);
  const sign = dividend < 0n === divisor < 0n ? 1n : -1n;
  return {units: isUp ? quotient + sign : quotient, scale: DIVISION_PLACES};
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function scaled({units, scale}: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function normal(units: bigint, scale: number): Decimal {
  return scale >= 0 ? {units, scale} : {units: units * 10n ** BigInt(-scale), scale: 0};
}
