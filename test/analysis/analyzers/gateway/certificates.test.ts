// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.CertificateAnalyzer';
const gateway = (name: string, selector: object, ...tls: object[]) =>
  object('Gateway', name, {spec: {selector, servers: tls.map((settings) => ({tls: settings}))}});
const files = (privateKey: string) => ({serverCertificate: '/c.pem', privateKey});

test('gateways of the same pods that share a certificate are reported, the wider one against the narrower', async () => {
  const found = await analyze(ANALYZER, [
    gateway('a/wide', {app: 'g'}, {credentialName: 'x'}, {credentialName: 'x'}),
    gateway('b/narrow', {app: 'g', tier: 't'}, {credentialName: 'y'}, {credentialName: 'x'}),
  ]);
  expect(found).toEqual([
    {
      about: 'IST0138 Gateway a/wide metadata.name',
      text: 'Duplicate certificate in multiple gateways [a/wide b/narrow] may cause 404s if clients re-use HTTP2 connections.',
    },
  ]);
});

test('a certificate in files is told by both files', async () => {
  const pair = (key: string) => [gateway('a/1', {}, files('/k.pem')), gateway('a/2', {}, files(key))];
  expect(await findings(ANALYZER, pair('/k.pem'))).toHaveLength(2);
  expect(await findings(ANALYZER, pair('/other.pem'))).toEqual([]);
});

test('gateways of other pods and without certificates are fine', async () => {
  const x = {credentialName: 'x'};
  expect(await findings(ANALYZER, [gateway('a/1', {app: 'a'}, x), gateway('a/2', {app: 'b'}, x)])).toEqual([]);
  expect(await findings(ANALYZER, [gateway('a/1', {}, {}), gateway('a/2', {}, {})])).toEqual([]);
});
