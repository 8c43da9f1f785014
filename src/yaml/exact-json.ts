// SPDX-License-Identifier: Apache-2.0

/**
 * JSON as a YAML reader takes it: integers that a double does not hold as they are written are bigints, everything else
 * is what JSON.parse makes of it, which also throws as that does. For what a Go tool turns from JSON into YAML.
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (![...text.matchAll(TOKEN)].some(([token]) => isInexact(token))) return value;
  let mark = '#';
  while (text.includes(mark)) mark += '#';
  const marked = text.replace(TOKEN, (token) => (isInexact(token) ? `"${mark}${token}"` : token));
  return JSON.parse(marked, (_, content: unknown) =>
    typeof content === 'string' && content.startsWith(mark) ? BigInt(content.slice(mark.length)) : content,
  );
}

/** Strings, which may hold digits, and numbers long enough to matter. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

function isInexact(token: string): boolean {
  return /^-?\d+$/.test(token) && String(Number(token)) !== token;
}
