// SPDX-License-Identifier: Apache-2.0

/** Returns what a message is as JSON: without fields that are absent. */
export function printed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
