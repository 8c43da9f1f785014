// SPDX-License-Identifier: Apache-2.0

const ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON as Go's encoder writes it: keys in the order they have, `<`, `>` and `&` as escapes. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.replaceAll(ESCAPED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
