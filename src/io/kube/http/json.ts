// SPDX-License-Identifier: Apache-2.0

/** JSON text of plain data; a bigint becomes a number with all its digits, which JSON.stringify cannot do. */
export function stringify(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => stringify(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${stringify(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
