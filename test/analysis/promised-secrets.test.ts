// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {linesOf} from './analyze.js';

const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');
const PLACE = {name: 'front-tls', namespace: 'edge'};
const other = {name: 'x', namespace: 'edge'};

const gateways = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'gw', namespace: 'edge'},
    spec: {template: {metadata: {labels: {istio: 'gw'}}, spec: {containers: [{name: 'istio-proxy', image: 'p:1'}]}}},
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'gw', namespace: 'edge'},
    spec: {selector: {istio: 'gw'}, ports: [{name: 'https', port: 443}]},
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: {name: 'front', namespace: 'edge'},
    spec: {
      selector: {istio: 'gw'},
      servers: [
        {
          port: {number: 443, name: 'https', protocol: 'HTTPS'},
          hosts: ['x.example.com'],
          tls: {mode: 'SIMPLE', credentialName: 'front-tls'},
        },
      ],
    },
  },
];

const front = (annotations: object = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: {name: 'k8s', namespace: 'edge', annotations},
  spec: {
    gatewayClassName: 'istio',
    listeners: [{name: 'https', port: 443, protocol: 'HTTPS', tls: {certificateRefs: [{name: 'front-tls'}]}}],
  },
});

const missing = async (...documents: object[]) =>
  (await linesOf(yaml(...gateways, ...documents))).filter((line) => /\[(?:IST0101|IST0161|ISTX503)\]/.test(line));

describe('a Secret is there where a controller makes it', () => {
  test.each([
    ['cert-manager.io/v1', 'Certificate', other, {secretName: 'front-tls'}],
    ['external-secrets.io/v1', 'ExternalSecret', other, {target: {name: 'front-tls'}}],
    ['external-secrets.io/v1beta1', 'ExternalSecret', PLACE, {}],
    ['bitnami.com/v1alpha1', 'SealedSecret', PLACE, {encryptedData: {}}],
    ['bitnami.com/v1alpha1', 'SealedSecret', other, {template: {metadata: {name: 'front-tls'}}}],
    ['secrets.hashicorp.com/v1beta1', 'VaultPKISecret', other, {destination: {name: 'front-tls'}}],
    ['secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', other, {secretObjects: [{secretName: 'front-tls'}]}],
    ['isindir.github.com/v1alpha3', 'SopsSecret', other, {secretTemplates: [{name: 'front-tls'}]}],
    ['onepassword.com/v1', 'OnePasswordItem', PLACE, {}],
  ])('%s %s', async (apiVersion, kind, metadata, spec) => {
    expect(await missing({apiVersion, kind, metadata, spec}, front())).toEqual([]);
  });

  test('cert-manager makes those of an annotated Gateway', async () => {
    expect(await missing(front({'cert-manager.io/cluster-issuer': 'le'}))).toEqual([]);
  });

  test.each([
    ['nobody makes it', []],
    [
      'it is of another namespace',
      [
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'Certificate',
          metadata: {name: 'x', namespace: 'y'},
          spec: {secretName: 'front-tls'},
        },
      ],
    ],
    [
      'it has another name',
      [{apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: PLACE, spec: {target: {name: 'y'}}}],
    ],
    [
      'another group has the kind',
      [{apiVersion: 'example.com/v1', kind: 'Certificate', metadata: other, spec: {secretName: 'front-tls'}}],
    ],
  ])('not where %s', async (_, documents) => {
    expect(await missing(front(), ...documents)).toHaveLength(2);
  });
});

test('what is written as text counts as data', async () => {
  const empty = {apiVersion: 'v1', kind: 'Secret', metadata: PLACE, stringData: {'tls.crt': 'x', 'tls.key': 'y'}};
  expect(await missing(empty)).toHaveLength(1);
  const {readFileSync} = await import('node:fs');
  const pem = readFileSync('test/testdata/analysis/from-2020-to-2040.pem', 'utf8');
  expect(await missing({...empty, stringData: {'tls.crt': pem, 'tls.key': 'y'}})).toEqual([]);
});

test.each([
  ['kubernetes://front-tls', 1],
  ['kubernetes://edge/front-tls', 1],
  ['file:///etc/certs', 0],
])('a credential %s is looked up as what it is', async (credentialName, count) => {
  const text = yaml(...gateways).replace('"front-tls"', JSON.stringify(credentialName));
  const lines = (await linesOf(text)).filter((line) => line.includes('[IST0101]'));
  expect(lines).toHaveLength(count);
});
