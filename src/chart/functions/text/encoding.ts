// SPDX-License-Identifier: Apache-2.0
import {bytesOfText, textOfBytes} from '../bytes.js';
import {type FunctionTable, text, unary} from '../parameters.js';

/** Why a text is not what it should be; sprig returns such a message in place of the result. */
interface Corrupt {
  at: number;
}

const BASE64 = /[A-Za-z0-9+/]/;

/** Decodes as Go's base64.StdEncoding: line breaks are skipped, padding is required. */
export function decodeBase64(encoded: string): Uint8Array | Corrupt {
  const corrupt = corruptAt(encoded);
  return corrupt ?? Buffer.from(encoded, 'base64');
}

function corruptAt(encoded: string): Corrupt | undefined {
  let at = 0;
  const next = () => {
    while (encoded[at] === '\n' || encoded[at] === '\r') at++;
    return encoded[at++];
  };
  for (;;) {
    let read = 0;
    for (; read < 4; read++) {
      const character = next();
      if (character === undefined) return read === 0 ? undefined : {at: at - 1 - read};
      if (BASE64.test(character)) continue;
      if (character !== '=' || read < 2) return {at: at - 1};
      if (read === 2) {
        const second = next();
        if (second === undefined) return {at: encoded.length};
        if (second !== '=') return {at: at - 2};
      }
      return next() === undefined ? undefined : {at: at - 1};
    }
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encodeBase32(bytes: Uint8Array): string {
  let encoded = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) encoded += BASE32[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) encoded += BASE32[(buffer << (5 - bits)) & 31];
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=');
}

function decodeBase32(encoded: string): Uint8Array | Corrupt {
  const digits = encoded.replaceAll(/[\r\n]/g, '');
  const [body = '', padding = ''] = /^([A-Z2-7]*)(=*)$/.exec(digits)?.slice(1) ?? [];
  if (body.length + padding.length !== digits.length) return {at: digits.search(/[^A-Z2-7]/)};
  if (digits.length % 8 !== 0) return {at: digits.length};
  if (![0, 1, 3, 4, 6].includes(padding.length)) return {at: body.length};
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const digit of body) {
    buffer = ((buffer << 5) | BASE32.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

function decoded(result: Uint8Array | Corrupt, name: string): string {
  return result instanceof Uint8Array ? textOfBytes(result) : `illegal ${name} data at input byte ${result.at}`;
}

function adler32(bytes: Uint8Array): string {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}

export const encodingFunctions: FunctionTable = {
  b64enc: unary(text, (string) => Buffer.from(bytesOfText(string)).toString('base64')),
  b64dec: unary(text, (string) => decoded(decodeBase64(string), 'base64')),
  b32enc: unary(text, (string) => encodeBase32(bytesOfText(string))),
  b32dec: unary(text, (string) => decoded(decodeBase32(string), 'base32')),
  adler32sum: unary(text, (string) => adler32(bytesOfText(string))),
};
