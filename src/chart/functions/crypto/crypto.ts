// SPDX-License-Identifier: Apache-2.0
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  randomInt,
  randomUUID,
  scryptSync,
} from 'node:crypto';
import {checkLength} from '../bounds.js';
import {bytesOfText, textOfBytes} from '../bytes.js';
import {textOf, toInt} from '../cast.js';
import type {Context} from '../context.js';
import {any, binary, type FunctionTable, int, nullary, text, unary, variadic} from '../parameters.js';
import {decodeBase64} from '../text/encoding.js';
import {hashPassword} from './bcrypt.js';
import {certificateFunctions} from './certificates.js';
import {PASSWORD_CHARACTERS, PASSWORD_TEMPLATES} from './password-templates.js';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ASCII = String.fromCharCode(...Array.from({length: 95}, (_, i) => i + 32));

function digest(algorithm: string) {
  return unary(text, (string) => createHash(algorithm).update(bytesOfText(string)).digest('hex'));
}

function random(characters: string) {
  return unary(int, (count) => {
    checkLength(count);
    return Array.from({length: Math.max(count, 0)}, () => characters.charAt(randomInt(characters.length))).join('');
  });
}

function randomBetween(low: number, high: number): bigint {
  if (high <= low) throw new Error('invalid argument to Intn');
  return BigInt(low) + BigInt(randomInt(Math.min(high - low, 2 ** 47)));
}

function shuffle(string: string): string {
  const characters = [...string];
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [characters[i], characters[j]] = [characters[j] ?? '', characters[i] ?? ''];
  }
  return characters.join('');
}

function bcrypt(password: string): string {
  const bytes = bytesOfText(password);
  // Bcrypt would drop the rest in silence; sprig returns its refusal as if that were a hash.
  if (bytes.length > 72) throw new Error(`the password has ${bytes.length} bytes; bcrypt takes 72 at most`);
  return hashPassword(bytes, randomBytes(16));
}

/** The password as a key of 32 bytes: cut, or filled with zeros. */
function aesKey(password: string): Buffer {
  const key = Buffer.alloc(32);
  key.set(bytesOfText(password).subarray(0, 32));
  return key;
}

/** AES-256 in CBC mode; the random start vector stands in front. */
function encryptAes(password: string, plain: string): string {
  const start = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', aesKey(password), start);
  return Buffer.concat([start, cipher.update(bytesOfText(plain)), cipher.final()]).toString('base64');
}

function decryptAes(password: string, encrypted: string): string {
  const bytes = decodeBase64(encrypted);
  if (!(bytes instanceof Uint8Array)) throw new Error(`illegal base64 data at input byte ${bytes.at}`);
  if (bytes.length < 32 || bytes.length % 16 !== 0) throw new Error('this is no text that encryptAES made');
  const decipher = createDecipheriv('aes-256-cbc', aesKey(password), bytes.subarray(0, 16));
  try {
    return textOfBytes(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]));
  } catch (error) {
    throw new Error('the password is not the one the text was encrypted with', {cause: error});
  }
}

const SCOPE = 'com.lyndir.masterpassword';

function sized(string: string): Buffer {
  const bytes = bytesOfText(string);
  return Buffer.concat([bigEndian(bytes.length), bytes]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** The Master Password algorithm: the same password for the same master password, user, site and counter. */
function derivePassword(counter: number, kind: string, password: string, user: string, site: string): string {
  const templates = Object.hasOwn(PASSWORD_TEMPLATES, kind) ? PASSWORD_TEMPLATES[kind] : undefined;
  if (templates === undefined) return `cannot find password template ${kind}`;
  const salt = Buffer.concat([Buffer.from(SCOPE), sized(user)]);
  const key = scryptSync(bytesOfText(password), salt, 64, {N: 32768, r: 8, p: 2, maxmem: 1 << 27});
  const seed = createHmac('sha256', key)
    .update(Buffer.concat([Buffer.from(SCOPE), sized(site), bigEndian(counter)]))
    .digest();
  const template = templates[(seed[0] ?? 0) % templates.length] ?? '';
  return [...template]
    .map((letter, i) => {
      const characters = PASSWORD_CHARACTERS[letter] ?? '';
      return characters.charAt((seed[i + 1] ?? 0) % characters.length);
    })
    .join('');
}

/** Functions that need node:crypto: digests, random texts, passwords and certificates. */
export function cryptoFunctions(context: Context): FunctionTable {
  return {
    ...certificateFunctions(context),
    sha1sum: digest('sha1'),
    sha256sum: digest('sha256'),
    sha512sum: digest('sha512'),
    randAlpha: random(LETTERS),
    randAlphaNum: random(LETTERS + DIGITS),
    randNumeric: random(DIGITS),
    randAscii: random(ASCII),
    randBytes: unary(int, (count) => {
      checkLength(count);
      return randomBytes(count).toString('base64');
    }),
    randInt: binary(int, int, (low, high) => randomBetween(low, high)),
    shuffle: unary(text, shuffle),
    uuidv4: nullary(() => randomUUID()),
    bcrypt: unary(text, bcrypt),
    htpasswd: binary(text, text, (user, password) =>
      user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(password)}`,
    ),
    encryptAES: binary(text, text, (password, plain) => encryptAes(password, plain)),
    decryptAES: binary(text, text, (password, encrypted) => decryptAes(password, encrypted)),
    derivePassword: variadic(any, ([counter, ...texts]) => {
      const [kind = '', password = '', user = '', site = ''] = texts.map(textOf);
      return derivePassword(toInt(counter), kind, password, user, site);
    }),
  };
}
