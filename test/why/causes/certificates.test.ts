// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {secretItems} from '../../../src/envoy/secret.js';
import {proxyDump} from '../../../src/why/facts/dumps.js';
import {firstAnswer, line, MESH} from '../answers.js';

const name = 'test/testdata/examples/sidecar.json';
const text = readFileSync(name, 'utf8');
const dumpOf = (content: string) => proxyDump(readConfigDump({bytes: Buffer.from(content), name}));
const dump = dumpOf(text);

test('a certificate of a dump that had run out when the connection failed', () => {
  const own = secretItems(dump.dump)?.find(({certificate}) => certificate && !certificate.authority);
  expect(own).toBeDefined();
  const until = own?.certificate?.notAfter ?? new Date();
  const failed = (time: Date) =>
    line({
      ...{time: time.toISOString(), code: 503, flags: 'UF', remote: `${dump.address}:4000`, local: '10.96.0.10:80'},
      ...{
        cluster: 'outbound|80||orders.back.svc.cluster.local',
        failure: 'TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end',
      },
    });
  const day = 86_400_000;
  const late = firstAnswer({log: failed(new Date(until.getTime() + day)), dumps: [dump]});
  expect(late).toMatch(/^certificate-expired \| Pod shop\/cart-1 /);
  expect(firstAnswer({log: failed(new Date(until.getTime() - day / 24)), dumps: [dump]})).toBe('unknown');
});

test("the Secret of a Gateway's server, for who tells of it", () => {
  const ofGateway = dumpOf(text.replaceAll(/"name":\s*"default"/g, '"name": "kubernetes://site-cert"'));
  const told = {request: 'https://www.example.org/', to: 'orders.back:80', result: 'x509: certificate has expired'};
  const answer = firstAnswer({objects: MESH, dumps: [ofGateway], told});
  expect(answer).toMatch(/^certificate-expired \| Secret shop\/site-cert /);
  expect(firstAnswer({objects: MESH, dumps: [dump], told})).toBe('unknown');
});
