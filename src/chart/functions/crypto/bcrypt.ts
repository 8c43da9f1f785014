// SPDX-License-Identifier: Apache-2.0

// The bcrypt password hash (Provos and Mazières, 1999): Blowfish with a key schedule that is slow on purpose.

const COST = 10;
const P_SIZE = 18;
const S_SIZE = 1024;

/** Blowfish starts from the digits of pi behind the point: 18 words for P, then four S boxes of 256 words. */
let initial: Uint32Array | undefined;

function piWords(): Uint32Array {
  if (initial !== undefined) return initial;
  const words = P_SIZE + S_SIZE;
  const bits = BigInt(words * 32);
  const guard = 64n;
  const one = 1n << (bits + guard);
  const pi = 16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one);
  const fraction = (pi - 3n * one) >> guard;
  const digits = fraction.toString(16).padStart(words * 8, '0');
  initial = Uint32Array.from({length: words}, (_, i) => Number.parseInt(digits.slice(i * 8, i * 8 + 8), 16));
  return initial;
}

/** arctan(1/x), scaled by `one`, by its series. */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  const square = x * x;
  for (let divisor = 3n, sign = -1n; power > 0n; divisor += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / divisor;
  }
  return sum;
}

interface Blowfish {
  readonly p: Uint32Array;
  readonly s: Uint32Array;
  /** The block that is being worked on. */
  readonly block: Uint32Array;
}

function encrypt({p, s, block}: Blowfish): void {
  let left = block[0] ?? 0;
  let right = block[1] ?? 0;
  for (let i = 0; i < 16; i++) {
    left ^= p[i] ?? 0;
    const mixed =
      ((s[left >>> 24] ?? 0) + (s[256 + ((left >>> 16) & 255)] ?? 0)) ^ (s[512 + ((left >>> 8) & 255)] ?? 0);
    right ^= mixed + (s[768 + (left & 255)] ?? 0);
    const swapped = left;
    left = right;
    right = swapped;
  }
  block[0] = right ^ (p[17] ?? 0);
  block[1] = left ^ (p[16] ?? 0);
}

/** Reads words off bytes that start again from the beginning. */
function cyclicWords(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let word = 0;
    for (let i = 0; i < 4; i++) {
      word = (word << 8) | (bytes[at] ?? 0);
      at = (at + 1) % bytes.length;
    }
    return word >>> 0;
  };
}

function expandKey(state: Blowfish, key: Uint8Array, salt?: Uint8Array): void {
  const keyWord = cyclicWords(key);
  const saltWord = salt === undefined ? () => 0 : cyclicWords(salt);
  for (let i = 0; i < P_SIZE; i++) state.p[i] = (state.p[i] ?? 0) ^ keyWord();
  state.block.fill(0);
  for (const box of [state.p, state.s]) {
    for (let i = 0; i < box.length; i += 2) {
      state.block[0] = (state.block[0] ?? 0) ^ saltWord();
      state.block[1] = (state.block[1] ?? 0) ^ saltWord();
      encrypt(state);
      box.set(state.block, i);
    }
  }
}

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Six bits a character, without padding. */
function encode(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let i = 0; i < characters; i++) text += ALPHABET.charAt((group >> (18 - 6 * i)) & 63);
  }
  return text;
}

/** The `$2a$` hash of a password of at most 72 bytes with a salt of 16 bytes. */
export function hashPassword(password: Uint8Array, salt: Uint8Array, cost = COST): string {
  const words = piWords();
  const state: Blowfish = {p: words.slice(0, P_SIZE), s: words.slice(P_SIZE), block: new Uint32Array(2)};
  const key = Uint8Array.from([...password, 0]);
  expandKey(state, key, salt);
  for (let i = 0; i < 2 ** cost; i++) {
    expandKey(state, key);
    expandKey(state, salt);
  }
  const hash = Buffer.from('OrpheanBeholderScryDoubt');
  for (let at = 0; at < hash.length; at += 8) {
    state.block[0] = hash.readUInt32BE(at);
    state.block[1] = hash.readUInt32BE(at + 4);
    for (let i = 0; i < 64; i++) encrypt(state);
    hash.writeUInt32BE(state.block[0] ?? 0, at);
    hash.writeUInt32BE(state.block[1] ?? 0, at + 4);
  }
  return `$2a$${String(cost).padStart(2, '0')}$${encode(salt)}${encode(hash.subarray(0, 23))}`;
}
