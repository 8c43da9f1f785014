// SPDX-License-Identifier: Apache-2.0
import {createPrivateKey, X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {chartOf} from '../../src/chart/chart.js';
import {renderChart} from '../../src/chart/render.js';
import {release} from './ours.js';

const now = Date.UTC(2026, 10, 24);

async function pems(template: string): Promise<string[]> {
  const chart = chartOf(
    [
      {path: 'Chart.yaml', data: 'apiVersion: v2\nname: c\nversion: 1.0.0\n'},
      {path: 'templates/t.yaml', data: template},
    ],
    'c',
  );
  const {files} = await renderChart(chart, {values: {}, release, kubeVersion: 'v1.33.0', now: () => now});
  return (files[0]?.text ?? '').split('|');
}

describe.each([
  [
    'RSA',
    'genCA "my ca" 3650',
    'genSignedCert "leaf é" (list "10.0.0.1" "2001:db8::1") (list "a.example" "*.b") 30 $ca',
  ],
  [
    'ECDSA',
    'genCAWithKey "my ca" 3650 (genPrivateKey "ecdsa")',
    'genSignedCertWithKey "leaf é" (list "10.0.0.1" "2001:db8::1") (list "a.example" "*.b") 30 $ca (genPrivateKey "ecdsa")',
  ],
])('%s certificates', (_, authority, leaf) => {
  test('are signed by their authority and say what was asked for', async () => {
    const template = `{{ $ca := ${authority} }}{{ $leaf := ${leaf} }}{{ $ca.Cert }}|{{ $ca.Key }}|{{ $leaf.Cert }}|{{ $leaf.Key }}`;
    const [caCert = '', caKey = '', leafCert = '', leafKey = ''] = await pems(template);
    const [ca, certificate] = [new X509Certificate(caCert), new X509Certificate(leafCert)];
    expect(ca.ca).toBe(true);
    expect(ca.subject).toBe('CN=my ca');
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe(
      'DNS:a.example, DNS:*.b, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1',
    );
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.checkPrivateKey(createPrivateKey(leafKey))).toBe(true);
    expect(ca.checkPrivateKey(createPrivateKey(caKey))).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(now);
    expect(Date.parse(certificate.validTo)).toBe(now + 30 * 86_400_000);
  });
});

test('a self-signed certificate signs itself; years past 2049 are written in full', async () => {
  const [cert = ''] = await pems('{{ (genSelfSignedCert "self" nil (list "x") 36500).Cert }}');
  const certificate = new X509Certificate(cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2126);
});

test('buildCustomCert takes a pair in base64', async () => {
  const [same] = await pems(
    '{{ $ca := genCA "x" 1 }}{{ eq (buildCustomCert (b64enc $ca.Cert) (b64enc $ca.Key)).Cert $ca.Cert }}',
  );
  expect(same).toBe('true');
});
