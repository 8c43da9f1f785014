// SPDX-License-Identifier: Apache-2.0

/**
 * JSON with other white space, everything else byte for byte as it was: keys in their order, numbers and escapes as
 * they are written, the way Go's json.Indent does. Undefined for what is no JSON.
 */
export function reindentJson(text: string, unit: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let out = '';
  let depth = 0;
  const newLine = (): string => `\n${unit.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth++;
      out += `${token}${newLine()}`;
    } else if (token === '}' || token === ']') {
      depth--;
      out += `${newLine()}${token}`;
    } else if (token === ',') out += `,${newLine()}`;
    else if (token === ':') out += ': ';
    else out += token.replace(/\s/g, (space) => (token.startsWith('"') ? space : ''));
  }
  return out;
}

/** Brackets and marks, strings, empty lists and objects, and everything else; white space between is passed over. */
const TOKEN = /\{\s*\}|\[\s*\]|[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g;
