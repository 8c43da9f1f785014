// SPDX-License-Identifier: Apache-2.0
import {generateKeyPairSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {Agent, createServer, get} from 'node:https';
import {describe, expect, test} from 'vitest';
import {portOf} from '../../../support/port.js';
import {linesOf} from '../../analyze.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.TLSPairAnalyzer';
const page = readFileSync('test/testdata/analysis/codes/ISTX502/passes.yaml', 'utf8');
const [certificate = '', key = ''] = ['tls.crt', 'tls.key'].map((name) =>
  Buffer.from(new RegExp(`${name}: (\\S+)`).exec(page)?.[1] ?? '', 'base64').toString(),
);
const encoded = (data: Record<string, string>) =>
  Object.fromEntries(Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('base64')]));
const secret = (data: Record<string, string>) => object('Secret', 's/c', {data: encoded(data)});
const tls = {certificateRefs: [{name: 'c'}]};
const front = (more: object = {}, gatewayClassName = 'istio') =>
  object('KubernetesGateway', 's/g', {
    spec: {gatewayClassName, listeners: [{name: 'https', port: 443, protocol: 'HTTPS', tls: {...tls, ...more}}]},
  });
const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const sealed = generateKeyPairSync('ed25519', {
  publicKeyEncoding: {type: 'spki', format: 'pem'},
  privateKeyEncoding: {type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'},
}).privateKey;

const faults = [
  [{}, 'tls.crt is missing and tls.key is missing'],
  [{'tls.crt': certificate}, 'tls.key is missing'],
  [{'tls.crt': certificate, 'tls.key': ''}, 'tls.key is empty'],
  [{'tls.crt': '', 'tls.key': ''}, 'tls.crt is empty and tls.key is empty'],
  [{cert: certificate}, 'key is missing'],
  [{'tls.crt': 'certificate', 'tls.key': key}, 'tls.crt holds no certificate in PEM form'],
  [{'tls.crt': key, 'tls.key': key}, 'tls.crt holds no certificate in PEM form'],
  [{'tls.crt': damaged, 'tls.key': key}, 'certificate #1 in tls.crt is damaged'],
  [{'tls.crt': certificate + damaged, 'tls.key': key}, 'certificate #2 in tls.crt is damaged'],
  [{'tls.crt': certificate, 'tls.key': 'key'}, 'tls.key holds no private key in PEM form'],
  [{'tls.crt': certificate, 'tls.key': certificate}, 'tls.key holds no private key in PEM form'],
  [{'tls.crt': certificate, 'tls.key': sealed}, 'tls.key holds an encrypted private key'],
  [{'tls.crt': certificate, 'tls.key': damaged.replaceAll('CERTIFICATE', 'PRIVATE KEY')}, 'cannot be parsed'],
] as const;

describe('Secrets of Gateway API', () => {
  test.each(faults)('%# is unusable: %s', async (data, fault) => {
    const [found, ...more] = await analyze(ANALYZER, [front(), secret(data)]);
    expect(found?.about).toBe('ISTX506 Gateway s/g spec.listeners.0.tls.certificateRefs.0.name');
    expect(found?.text).toContain('The gateway cannot use Secret "s/c": ');
    expect(found?.text).toContain(`${fault}. It takes no TLS connections with it.`);
    expect(more).toEqual([]);
  });

  test.each([
    ['certificate and key', {'tls.crt': certificate, 'tls.key': key}],
    ['the other names', {cert: certificate, key}],
    ['a chain', {'tls.crt': certificate + certificate, 'tls.key': key}],
    [
      'parameters before the key',
      {
        'tls.crt': certificate,
        'tls.key': `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${key}`,
      },
    ],
    ['Windows line ends', {'tls.crt': certificate.replaceAll('\n', '\r\n'), 'tls.key': key.replaceAll('\n', '\r\n')}],
    ['what a tool fills in', {'tls.crt': '${CERT}', 'tls.key': '<key>'}],
    ['what was taken out', {'tls.crt': certificate, 'tls.key': '[redacted]'}],
  ])('%s will do', async (_, data) => {
    expect(await findings(ANALYZER, [front(), secret(data)])).toEqual([]);
  });

  test('matter where istiod reads them', async () => {
    const options = {'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL'};
    expect(await findings(ANALYZER, [front({options}), secret({})])).toEqual([]);
    expect(await findings(ANALYZER, [front({}, 'nginx'), secret({})])).toEqual([]);
    expect(await findings(ANALYZER, [front({mode: 'Passthrough'}), secret({})])).toEqual([]);
    expect(await findings(ANALYZER, [front()])).toEqual([]);
  });
});

test('keys of different types break no connection that is open', async () => {
  const other = generateKeyPairSync('ed25519').privateKey.export({type: 'pkcs8', format: 'pem'});
  const server = createServer({cert: certificate, key}, (_, response) => {
    setTimeout(() => response.end('done'), 20);
  });
  const port = await portOf(server);
  const agent = new Agent({keepAlive: true, rejectUnauthorized: false});
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get({port, host: '127.0.0.1', agent}, (response) => response.on('data', (text) => resolve(String(text)))).on(
        'error',
        reject,
      );
    });
  try {
    await ask();
    const answer = ask();
    const mismatch = secret({'tls.crt': certificate, 'tls.key': String(other)});
    const [found] = await Promise.all([findings(ANALYZER, [front(), mismatch]), answer]);
    expect(found).toEqual(['ISTX502 Gateway s/g spec.listeners.0.tls.certificateRefs.0.name']);
    expect(await answer).toBe('done');
  } finally {
    agent.destroy();
    server.close();
  }
});

describe('Secrets of Istio Gateways', () => {
  const pod = object('Pod', 's/gw', {labels: {istio: 'gw'}});
  const gateway = (more: object) =>
    object('Gateway', 's/g', {
      spec: {
        selector: {istio: 'gw'},
        servers: [
          {port: {number: 443, name: 'https', protocol: 'HTTPS'}, hosts: ['*'], tls: {mode: 'SIMPLE', ...more}},
        ],
      },
    });
  const one = gateway({credentialName: 'c'});
  const several = gateway({credentialNames: ['c']});

  test.each(faults)('%# is said once: %s', async (data) => {
    const all = [pod, one, secret(data)];
    const elsewhere = await findings('gateway.SecretAnalyzer', all);
    const here = await findings(ANALYZER, all);
    expect([...elsewhere, ...here]).toHaveLength(1);
    expect(await findings(ANALYZER, [pod, several, secret(data)])).toEqual([
      'ISTX506 Gateway s/g spec.servers.0.tls.credentialNames.0',
    ]);
  });

  test('are said here in files, of which IST0161 says nothing', async () => {
    expect(await findings(ANALYZER, [pod, one, secret({})], {provided: new Set()})).toHaveLength(1);
  });
});

describe('Secrets in files', () => {
  const api = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: {name: 'g', namespace: 's'}};
  const written = {
    ...api,
    spec: {gatewayClassName: 'istio', listeners: [{name: 'https', port: 443, protocol: 'HTTPS', tls}]},
  };
  const place = {name: 'c', namespace: 's'};
  const empty = (annotations: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {...place, annotations},
    stringData: {'tls.crt': '', 'tls.key': ''},
  });
  const found = async (...documents: object[]) =>
    (await linesOf(documents.map((document) => JSON.stringify(document)).join('\n---\n'))).filter((line) =>
      line.includes('ISTX506'),
    );

  test('may wait for a controller', async () => {
    expect(await found(written, empty())).toHaveLength(1);
    expect(await found(written, empty({'replicator.v1.mittwald.de/replicate-from': 'certs/c'}))).toEqual([]);
    const spec = {secretName: 'c', issuerRef: {name: 'i'}};
    const promise = {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: place, spec};
    expect(await found(written, empty(), promise)).toEqual([]);
  });
});
