// SPDX-License-Identifier: Apache-2.0

// The parts of DER, the encoding of ASN.1, that certificates are made of.

/** One element: its tag, its length and its content. */
export function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const bytes: number[] = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) bytes.unshift(rest & 255);
  const length = content.length < 128 ? [content.length] : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export const sequence = (...items: Uint8Array[]): Buffer => element(0x30, ...items);
export const set = (...items: Uint8Array[]): Buffer => element(0x31, ...items);
export const octets = (content: Uint8Array): Buffer => element(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), content);
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 255 : 0]));
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text));
/** An element of the given number that is explicit in its context. */
export const explicit = (tag: number, content: Uint8Array): Buffer => element(0xa0 | tag, content);

/** A positive integer from its bytes, most significant first. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  return element(0x02, Buffer.from((digits[0] ?? 0) > 127 ? [0] : []), digits);
}

/** An object identifier such as `2.5.4.3`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 127) | 128);
  return digits;
}

/** UTCTime until 2049, GeneralizedTime from then on. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return element(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits));
}

/** The top-level elements inside a constructed one, each with its tag and header. */
export function children(der: Uint8Array): Buffer[] {
  const whole = Buffer.from(der);
  const parts: Buffer[] = [];
  for (let at = headerLength(whole); at < whole.length; ) {
    const part = whole.subarray(at);
    const length = headerLength(part) + contentLength(part);
    parts.push(part.subarray(0, length));
    at += length;
  }
  return parts;
}

function headerLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 128 ? 2 : 2 + (first & 127);
}

function contentLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 128 ? first : der.readUIntBE(2, first & 127);
}
