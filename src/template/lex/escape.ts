// SPDX-License-Identifier: Apache-2.0
import {isPrintable} from '../print/quote.js';
import {toUtf8} from '../print/utf8.js';

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** Text for the content or a quoted attribute of HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[\0"'&<>]/g, (character) => HTML[character] ?? character);
}

/** Text for the inside of a JavaScript string. */
export function escapeJs(text: string): string {
  return text.replaceAll(/[^ -~]|[\\'"<>&=]/gu, (character) => {
    if (character === '\\' || character === "'" || character === '"') return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x7f || (code >= 0x80 && isPrintable(character))) return character;
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Text for the query of a URL. */
export function escapeQuery(text: string): string {
  let escaped = '';
  for (const byte of toUtf8(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9._~-]/.test(character)) escaped += character;
    else escaped += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
