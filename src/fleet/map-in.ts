// SPDX-License-Identifier: Apache-2.0

/** A value that should be a map; anything else counts as an empty one. */
export function mapIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? {...value} : {};
}
