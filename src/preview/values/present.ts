// SPDX-License-Identifier: Apache-2.0

/** Returns the value, or undefined where it is zero: protobuf's JSON leaves such fields out. */
export function unlessZero<T extends string | number | boolean>(value: T | null | undefined): T | undefined {
  return value || undefined;
}

/** Returns the list, or undefined where it is empty: protobuf's JSON leaves such fields out. */
export function unlessEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length ? list : undefined;
}
