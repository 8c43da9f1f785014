// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {withoutSecrets} from '../../src/snapshot/take/redact.js';
import {authority, workload} from '../envoy-server/certificates.js';

const {certificate, key} = workload(authority('root'), {dns: ['a.example']});
const pem = String(key.export({type: 'pkcs8', format: 'pem'}));
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function redacted(data: Record<string, string>): Record<string, string> {
  const encoded = Object.fromEntries(Object.entries(data).map(([name, text]) => [name, base64(text)]));
  const secret: KubeObject = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'a'}, data: encoded};
  const {data: kept} = withoutSecrets(secret) as {data: Record<string, string>};
  return Object.fromEntries(Object.entries(kept).map(([name, text]) => [name, Buffer.from(text, 'base64').toString()]));
}

test('of Secrets certificates stay, and the names of keys', () => {
  expect(
    redacted({
      'tls.crt': `${certificate}\n${certificate}`,
      'tls.key': pem,
      both: `${pem}${certificate}`,
      'ca.crt': `# comment\n${certificate}`,
      password: 'hunter2',
      empty: '',
    }),
  ).toEqual({
    'tls.crt': `${certificate}\n${certificate}`,
    'tls.key': '[redacted]',
    both: '[redacted]',
    'ca.crt': '[redacted]',
    password: '[redacted]',
    empty: '',
  });
});

test('nothing of a Secret is left in its annotations, nor in stringData', () => {
  const secret: KubeObject = {
    ...{apiVersion: 'v1', kind: 'Secret'},
    metadata: {
      name: 'a',
      annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"p":"aHVudGVyMg=="}}'},
    },
    stringData: {p: 'hunter2'},
  };
  expect(JSON.stringify(withoutSecrets(secret))).not.toMatch(/hunter2|aHVudGVyMg/);
});

test('other objects lose keys, tokens and passwords', () => {
  const map: KubeObject = {
    ...{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}},
    data: {'app.yaml': `url: https://user:hunter2@example/\nkey: |\n${pem}`, mesh: 'rootNamespace: istio-system'},
  };
  const text = JSON.stringify(withoutSecrets(map));
  expect(text).not.toMatch(/hunter2|PRIVATE/);
  expect(text).toContain('rootNamespace: istio-system');
});
