// SPDX-License-Identifier: Apache-2.0

/** What came is not SPDY. */
export class NotSpdy extends Error {}

/** Types of control frames (draft-mbelshe-httpbis-spdy-00, 2.6) that mean something here. */
export const ControlType = {SynStream: 1, Reset: 3, Ping: 6, GoAway: 7} as const;

export type SpdyFrame =
  | {kind: 'data'; stream: number; fin: boolean; payload: Buffer}
  | {kind: 'control'; type: number; fin: boolean; payload: Buffer};

const VERSION = 3;
const FIN = 1;
const HEAD = 8;
const LAST_TYPE = 10;

/** No sender in Kubernetes comes near this; a longer frame is something else read as a length. */
const LONGEST_FRAME = 4 << 20;

/**
 * Answers a function that takes bytes as they come and gives the frames they complete. It throws {@link NotSpdy}, also
 * for data of a stream that is none, whose length would be waited for in vain.
 */
export function createFrameReader(isStream: (id: number) => boolean): (bytes: Buffer) => SpdyFrame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const frames: SpdyFrame[] = [];
    while (rest.length >= HEAD) {
      const length = rest.readUIntBE(5, 3);
      const head = readHead(rest, length);
      if (head.kind === 'data' && !isStream(head.stream)) throw notSpdy(rest);
      if (rest.length < HEAD + length) break;
      frames.push({...head, payload: rest.subarray(HEAD, HEAD + length)});
      rest = rest.subarray(HEAD + length);
    }
    return frames;
  };
}

function readHead(bytes: Buffer, length: number) {
  const word = bytes.readUInt32BE(0);
  const fin = (bytes.readUInt8(4) & FIN) !== 0;
  const isControl = word >>> 31 === 1;
  const [version, type] = [(word >>> 16) & 0x7fff, word & 0xffff];
  if (length > LONGEST_FRAME || (isControl && (version !== VERSION || type < 1 || type > LAST_TYPE))) {
    throw notSpdy(bytes);
  }
  return isControl ? ({kind: 'control', type, fin} as const) : ({kind: 'data', stream: word, fin} as const);
}

function notSpdy(bytes: Buffer): NotSpdy {
  return new NotSpdy(`${JSON.stringify(bytes.subarray(0, 24).toString('latin1'))} is no SPDY frame`);
}

export function dataFrame(stream: number, fin: boolean, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(stream, 0);
  head.writeUInt32BE(payload.length, 4);
  head.writeUInt8(fin ? FIN : 0, 4);
  return Buffer.concat([head, payload]);
}

export function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

/** An empty stored block: what a decompressor takes as the word to hand out what it has. */
const FLUSH = Buffer.of(0, 0, 0, 0xff, 0xff);

/**
 * The payload of a SYN_STREAM. Headers are a zlib stream over the whole session; ours only stores (RFC 1951, 3.2.4),
 * for which a session has no state but its first two bytes, and which needs no dictionary.
 */
export function synStream(stream: number, headers: Record<string, string>, isFirst: boolean): Buffer {
  const entries = Object.entries(headers);
  const block = Buffer.concat([uint32(entries.length), ...entries.flat().map(lengthPrefixed)]);
  const stored = Buffer.alloc(5);
  stored.writeUInt16LE(block.length, 1);
  stored.writeUInt16LE(~block.length & 0xffff, 3);
  const zlibHead = isFirst ? Buffer.from([0x78, 0x01]) : Buffer.alloc(0);
  return Buffer.concat([uint32(stream), uint32(0), Buffer.alloc(2), zlibHead, stored, block, FLUSH]);
}

function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
