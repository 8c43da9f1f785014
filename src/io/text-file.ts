// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {ExitCode, IstioctlError} from '../errors.js';

/** A byte order mark. */
const MARK = '\ufeff';

/**
 * Returns the text of a file without its byte order mark. UTF-8, and UTF-16 where such a mark says so, as PowerShell
 * writes it.
 *
 * @throws IstioctlError where the bytes are no text, with the line; what the file system says otherwise.
 */
export function readText(path: string): string {
  return decodeText(readFileSync(path), path);
}

/** The same of bytes that were read already; `name` is what messages call them. */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = utf16(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes);
  } catch (error) {
    const before = validStart(bytes, encoding);
    const at = Buffer.byteLength(before, encoding === 'utf-8' ? 'utf8' : 'utf16le');
    const line = before.split('\n').length;
    const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
    throw new IstioctlError(`${name}:${line}: byte ${byte} does not belong to ${encoding.toUpperCase()}`, {
      cause: error,
      hint: 'save the file as UTF-8',
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

/** Returns the bytes of a text in the encoding that a file has, with a byte order mark where the file has one. */
export function encodedLike(path: string, text: string): Buffer {
  const bytes = readFileSync(path);
  const encoding = utf16(bytes);
  if (encoding === undefined) return Buffer.from(hasMark(bytes) ? `${MARK}${text}` : text);
  const encoded = Buffer.from(`${MARK}${text}`, 'utf16le');
  return encoding === 'utf-16be' ? encoded.swap16() : encoded;
}

/** Whether the bytes start with the mark of UTF-8. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Returns which of both byte orders a mark at the start names. */
export function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** Returns the characters before the first one that is none: the longest start that can be decoded, found by halving. */
function validStart(bytes: Uint8Array, encoding: string): string {
  let [valid, invalid] = [0, bytes.length + 1];
  let text = '';
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    try {
      text = new TextDecoder(encoding, {fatal: true, ignoreBOM: true}).decode(bytes.subarray(0, middle), {
        stream: true,
      });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return text;
}
