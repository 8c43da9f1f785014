// SPDX-License-Identifier: Apache-2.0
import {generateKeyPairSync} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {lineRedactor, REDACTED, redactObject, redactText} from '../../src/bug-report/redact.js';

const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const pem = privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
const [, inside = ''] = pem.split('\n');
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

describe('texts', () => {
  test('hold no key, wherever it stands and however it is written', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom(pem, JSON.stringify(pem), Buffer.from(pem).toString('base64')),
        (before, after, key) => {
          const text = redactText(`${before}\n${key}\n${after}`);
          expect(text).not.toContain(inside);
          expect(text).not.toContain(Buffer.from(pem).toString('base64').slice(40, 80));
        },
      ),
    );
    expect(redactText(pem.slice(0, 60))).toBe(REDACTED);
  });

  test.each([
    [`token ${jwt} end`, `token ${REDACTED} end`],
    ['Authorization: Bearer abc.def', `Authorization: Bearer ${REDACTED}`],
    ['"authorization":"Basic dXNlcg=="', `"authorization":"Basic ${REDACTED}"`],
    ['postgres://user:hunter2@db:5432/shop', `postgres://user:${REDACTED}@db:5432/shop`],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', undefined],
    ['https://db:5432/path@x', undefined],
    ['2026-01-01T00:00:00Z\tinfo\tads\tPush for node', undefined],
    [Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB').toString('base64'), undefined],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected ?? text);
  });
});

test('lines that come one by one', () => {
  const lines = [
    'before',
    ...pem.trimEnd().split('\n'),
    'after',
    `${pem.trimEnd().replaceAll('\n', '\\n')} same line`,
    'end',
  ];
  const redact = lineRedactor();
  const text = lines.map(redact).join('\n');
  expect(text).not.toContain(inside);
  expect(text.split('\n').filter((line) => line !== REDACTED)).toEqual([
    'before',
    'after',
    `${REDACTED} same line`,
    'end',
  ]);
});

describe('objects', () => {
  test('a Secret keeps its keys and loses its values', () => {
    const last = 'kubectl.kubernetes.io/last-applied-configuration';
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 's', annotations: {[last]: '{"data":{"a":"c2VjcmV0"}}', note: 'kept'}},
      data: {a: 'c2VjcmV0'},
      stringData: {b: 'secret'},
      type: 'Opaque',
    };
    expect(redactObject(secret)).toEqual({
      ...secret,
      metadata: {name: 's', annotations: {[last]: REDACTED, note: 'kept'}},
      data: {a: REDACTED},
      stringData: {b: REDACTED},
    });
  });

  test('variables whose names say that they are secret', () => {
    const env = [
      {name: 'DB_PASSWORD', value: 'hunter2'},
      {name: 'API_KEY', value: 'k'},
      {name: 'TOKEN_FILE', value: '/var/token'},
      {name: 'DB_PASSWORD', valueFrom: {secretKeyRef: {name: 'db', key: 'password'}}},
      {name: 'MODE', value: `x ${jwt}`},
    ];
    const redacted = redactObject({kind: 'Pod', spec: {containers: [{name: 'c', env}]}});
    expect(redacted).toEqual({
      kind: 'Pod',
      spec: {
        containers: [
          {
            name: 'c',
            env: [
              {name: 'DB_PASSWORD', value: REDACTED},
              {name: 'API_KEY', value: REDACTED},
              env[2],
              env[3],
              {name: 'MODE', value: `x ${REDACTED}`},
            ],
          },
        ],
      },
    });
  });
});
