// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.SecretAnalyzer';
const AT = 'Gateway a/g spec.servers.0.tls.credentialName';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const certificate = readFileSync('test/testdata/analysis/from-2020-to-2040.pem', 'utf8');
const pod = object('Pod', 'ingress/g-1', {labels: {app: 'g'}});
const gateway = (credentialName: string) =>
  object('Gateway', 'a/g', {spec: {selector: {app: 'g'}, servers: [{tls: {credentialName}}, {tls: {}}, {}]}});
const secret = (name: string, data: Record<string, string>) =>
  object('Secret', name, {data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]))});

test('a credential is sought beside the pods of the gateway', async () => {
  const good = {'tls.crt': certificate, 'tls.key': 'k'};
  expect(await findings(ANALYZER, [pod, secret('ingress/s', good), gateway('s')])).toEqual([]);
  expect(await findings(ANALYZER, [pod, secret('other/s', good), gateway('other/s')])).toEqual([]);
  expect(await analyze(ANALYZER, [pod, secret('a/s', good), gateway('s')])).toEqual([
    {about: `IST0101 ${AT}`, text: 'Referenced credentialName not found: "s"'},
  ]);
});

test('without pods there is nowhere to look', async () => {
  expect(await analyze(ANALYZER, [gateway('s')])).toEqual([
    {about: 'IST0101 Gateway a/g spec.selector.app', text: 'Referenced selector not found: "app=g"'},
  ]);
});

test.each<[string, Record<string, string>, boolean]>([
  ['generic keys', {cert: certificate, key: 'k'}, true],
  ['text before the certificate', {'tls.crt': `some text\n${certificate}`, 'tls.key': 'k'}, true],
  ['no private key', {'tls.crt': certificate}, false],
  ['an empty private key', {'tls.crt': certificate, 'tls.key': ''}, false],
  ['half of each pair', {'tls.crt': certificate, key: 'k'}, false],
  ['no certificate', {'tls.crt': 'text', 'tls.key': 'k'}, false],
  [
    'something else first',
    {'tls.crt': `-----BEGIN X-----\nAAAA\n-----END X-----\n${certificate}`, 'tls.key': 'k'},
    false,
  ],
])('with %s', async (_, data, valid) => {
  const found = await findings(ANALYZER, [pod, secret('ingress/s', data), gateway('s')]);
  expect(found).toEqual(valid ? [] : [`IST0161 ${AT}`]);
});

test.each(['2019-12-31', '2040-01-02'])('on %s the certificate is not valid', async (date) => {
  const resources = [pod, secret('ingress/s', {'tls.crt': certificate, 'tls.key': 'k'}), gateway('s')];
  const [found] = await analyze(ANALYZER, resources, {now: new Date(date)});
  expect(found?.text).toContain('the Gateway g in namespace ingress is invalid');
});
