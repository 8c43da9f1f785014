// SPDX-License-Identifier: Apache-2.0

/** How Go prints the values that messages quote. */

const shortEscapes: Readonly<Record<string, string>> = {'\u0007': '\\a', '\u000b': '\\v'};

/** `%q`: double quotes, escapes for what cannot be seen. */
export function goQuote(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/\\u00[0-9a-f]{2}/g, (escape) => {
      const character = String.fromCodePoint(Number.parseInt(escape.slice(2), 16));
      return shortEscapes[character] ?? `\\x${escape.slice(4)}`;
    })
    .replaceAll('\u007f', '\\x7f')
    .replaceAll(/[\u0080-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\ufeff]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** `%v`: whole numbers as int64, others as float64. */
export function goNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : goFloat(value);
}

/** `%v` of a float64: shortest digits, with an exponent from 1e6 on and below 1e-4. */
export function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `json.Marshal`: keys in byte order, no blanks. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
