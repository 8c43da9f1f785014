// SPDX-License-Identifier: Apache-2.0
import {generateKeyPairSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {withoutPrivateKeys} from '../../../src/envoy/dump/redact.js';

const pem = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
  publicKeyEncoding: {type: 'spki', format: 'pem'},
});
const encoded = Buffer.from(pem.privateKey).toString('base64');
const published = Buffer.from(pem.publicKey).toString('base64');

function redacted(value: unknown): unknown {
  return JSON.parse(withoutPrivateKeys({bytes: Buffer.from(JSON.stringify(value, null, 1)), name: 'x'}).toString());
}

describe('withoutPrivateKeys', () => {
  test('leaves what Envoy redacted alone', () => {
    const bytes = readFileSync('test/testdata/examples/dump.json');
    expect(withoutPrivateKeys({bytes, name: 'x'})).toBe(bytes);
  });

  test.each<[string, unknown, unknown]>([
    [
      'a key in a secret',
      {secret: {tls_certificate: {private_key: {inline_bytes: 'QUJD', filename: '/k'}}}},
      {secret: {tls_certificate: {private_key: {inline_bytes: 'W3JlZGFjdGVkXQ==', filename: '/k'}}}},
    ],
    ['under the other name', {privateKey: {inlineString: 'x'}}, {privateKey: {inlineString: '[redacted]'}}],
    ['a text', {password: 'x'}, {password: '[redacted]'}],
    [
      'keys in a list',
      {session_ticket_keys: {keys: [{inline_bytes: 'QQ=='}]}},
      {session_ticket_keys: {keys: [{inline_bytes: 'W3JlZGFjdGVkXQ=='}]}},
    ],
    ['PEM anywhere', {metadata: {note: `look: ${pem.privateKey}`}}, {metadata: {note: '[redacted]'}}],
    [
      'PEM in base64 anywhere',
      {any: [{value: encoded}, {value: published}]},
      {any: [{value: 'W3JlZGFjdGVkXQ=='}, {value: published}]},
    ],
    ['a field that only names it', {name: 'private_key', x: 'password'}, {name: 'private_key', x: 'password'}],
    ['a file it comes from', {private_key: {filename: '/etc/key.pem'}}, {private_key: {filename: '/etc/key.pem'}}],
  ])('%s', (_, value, wanted) => {
    expect(redacted(value)).toEqual(wanted);
  });
});
