// SPDX-License-Identifier: Apache-2.0
import {endOfValue, type JsonText, parseSpan, skipBlanks} from './json-text.js';
import {isMessage} from './message.js';

/** Fields that Envoy marks as sensitive, under both names; in its own answers they are redacted already. */
const SENSITIVE = [
  'private_key',
  'privateKey',
  'password',
  'session_ticket_keys',
  'sessionTicketKeys',
  'generic_secret',
  'genericSecret',
  'pkcs12',
];

/** What Envoy writes in the place of secret bytes: `[redacted]`. */
const REDACTED = Buffer.from('[redacted]').toString('base64');

/** The first bytes of PEM in base64. */
const PEM_BASE64 = Buffer.from('-----BEGIN').toString('base64').slice(0, 13);

interface Cut {
  start: number;
  end: number;
  by: string;
}

/**
 * An answer of Envoy without private keys: Envoy redacts its own, so nothing is left to do with most, and the bytes are
 * those given. Wherever a sensitive field or the PEM of a private key, bare or in base64, is found, its bytes are
 * replaced as Envoy replaces them.
 */
export function withoutPrivateKeys(text: JsonText): Buffer {
  const cuts = [...sensitiveFields(text), ...privatePem(text)].sort((a, b) => a.start - b.start);
  if (cuts.length === 0) return text.bytes;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const {start, end, by} of cuts) {
    if (start < at) continue; // inside of what is cut out already
    pieces.push(text.bytes.subarray(at, start), Buffer.from(by));
    at = end;
  }
  return Buffer.concat([...pieces, text.bytes.subarray(at)]);
}

function* sensitiveFields(text: JsonText): Generator<Cut> {
  for (const name of SENSITIVE) {
    const key = `"${name}"`;
    for (let at = text.bytes.indexOf(key); at >= 0; at = text.bytes.indexOf(key, at + 1)) {
      const colon = skipBlanks(text, at + key.length);
      if (text.bytes[colon] !== 0x3a) continue; // a text that happens to be the name
      const start = skipBlanks(text, colon + 1);
      const end = endOfValue(text, start);
      const value = parseSpan(text, {start, end});
      const redacted = redact(value);
      if (JSON.stringify(redacted) !== JSON.stringify(value)) yield {start, end, by: JSON.stringify(redacted)};
    }
  }
}

/** Sources of bytes keep where they come from, and lose what they hold. */
function redact(value: unknown): unknown {
  if (typeof value === 'string') return value === REDACTED ? value : '[redacted]';
  if (Array.isArray(value)) return value.map(redact);
  if (!isMessage(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (/^inline_?bytes$/i.test(key)) return [key, REDACTED];
      if (/^inline_?string$/i.test(key)) return [key, '[redacted]'];
      return [key, isMessage(each) || Array.isArray(each) ? redact(each) : each];
    }),
  );
}

function* privatePem(text: JsonText): Generator<Cut> {
  const {bytes} = text;
  for (let at = bytes.indexOf('PRIVATE KEY-----'); at >= 0; at = bytes.indexOf('PRIVATE KEY-----', at + 1)) {
    yield wholeString(bytes, at, '[redacted]');
  }
  for (let at = bytes.indexOf(PEM_BASE64); at >= 0; at = bytes.indexOf(PEM_BASE64, at + 1)) {
    const cut = wholeString(bytes, at, REDACTED);
    const content = Buffer.from(bytes.toString('latin1', at, cut.end), 'base64').toString('latin1');
    if (content.includes('PRIVATE KEY-----')) yield cut;
  }
}

/** From the quote before to the quote behind; neither PEM nor base64 has one. */
function wholeString(bytes: Buffer, at: number, by: string): Cut {
  const start = bytes.lastIndexOf('"', at);
  const end = bytes.indexOf('"', at);
  return {start: start < 0 ? 0 : start, end: end < 0 ? bytes.length : end + 1, by: JSON.stringify(by)};
}
