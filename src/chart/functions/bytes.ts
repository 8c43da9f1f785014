// SPDX-License-Identifier: Apache-2.0

// Go's strings are bytes, ours are Unicode. Bytes that are not UTF-8 travel as lone surrogates U+DC80…U+DCFF, so that
// binary files survive `.Files.Get "x" | b64enc`; when they are printed they become U+FFFD, as in any UTF-8 output.

const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
const encoder = new TextEncoder();
const ESCAPED = /[\udc80-\udcff]/;
const NOT_ASCII = /[^\0-\x7f]/;

/** Whether length and positions in bytes and in characters are the same. */
export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** The text of the bytes; see above for those that are not UTF-8. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escapeInvalid(bytes);
  }
}

/** The bytes that {@link textOfBytes} had, or the UTF-8 of any other text. */
export function bytesOfText(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encoder.encode(text);
  const parts: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else parts.push(...encoder.encode(character));
  }
  return Uint8Array.from(parts);
}

function escapeInvalid(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
    else parts.push(strict.decode(bytes.subarray(at, at + length)));
    at += length || 1;
  }
  return parts.join('');
}

/** The length of the valid UTF-8 sequence that starts there, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
