// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.CertificateKindAnalyzer';
const gateway = (spec: object) => object('KubernetesGateway', 's/g', {spec: {gatewayClassName: 'istio', ...spec}});
const serving = (...certificateRefs: object[]) => ({
  listeners: [{name: 'https', port: 443, protocol: 'HTTPS', tls: {certificateRefs}}],
});
const secret = {name: 'c'};
const map = {kind: 'ConfigMap', name: 'm'};

describe('certificates of listeners', () => {
  test.each([
    [[map], '0', 'the unsupported kind ConfigMap: the listener takes no connections. Use a Secret.'],
    [[map, secret], '0', 'the listener takes no connections'],
    [[secret, map], '1', 'the listener does without it'],
    [[{group: 'example.com', kind: 'Certificate', name: 'm'}], '0', 'kind Certificate.example.com'],
  ])('%j', async (references, index, text) => {
    const [found, ...more] = await analyze(ANALYZER, [gateway(serving(...references))]);
    expect(found?.about).toBe(`ISTX507 Gateway s/g spec.listeners.0.tls.certificateRefs.${index}.kind`);
    expect(found?.text).toContain(`Certificate reference "m" has`);
    expect(found?.text).toContain(text);
    expect(more).toEqual([]);
  });

  test('are Secrets', async () => {
    const right = serving(secret, {group: '', kind: 'Secret', name: 'd'});
    expect(await findings(ANALYZER, [gateway(right)])).toEqual([]);
    expect(await findings(ANALYZER, [gateway({...serving(map), gatewayClassName: 'nginx'})])).toEqual([]);
    const tls = {mode: 'Passthrough', certificateRefs: [map]};
    const unread = {listeners: [{name: 'tls', port: 443, protocol: 'TLS', tls}]};
    expect(await findings(ANALYZER, [gateway(unread)])).toEqual([]);
  });
});

describe('authorities of clients', () => {
  const clients = (...caCertificateRefs: object[]) => ({validation: {caCertificateRefs}});
  const bundle = {group: 'example.com', kind: 'Bundle', name: 'b'};
  const frontend = (settings: object) => gateway({...serving(secret), tls: {frontend: settings}});

  test('are ConfigMaps or Secrets', async () => {
    expect(await findings(ANALYZER, [frontend({default: clients(map)})])).toEqual([]);
    expect(await findings(ANALYZER, [frontend({default: clients({...secret, group: '', kind: 'Secret'})})])).toEqual(
      [],
    );
    expect(await analyze(ANALYZER, [frontend({default: clients(bundle)})])).toEqual([
      {
        about: 'ISTX507 Gateway s/g spec.tls.frontend.default.validation.caCertificateRefs.0.kind',
        text: 'Certificate reference "b" has the unsupported kind Bundle.example.com: listeners that terminate TLS take no connections. Use a ConfigMap or Secret.',
      },
    ]);
  });

  test('are read for the ports that terminate TLS', async () => {
    const perPort = (port: number) => [{port, tls: clients(bundle)}];
    const at = 'ISTX507 Gateway s/g spec.tls.frontend.perPort.0.tls.validation.caCertificateRefs.0.kind';
    expect(await findings(ANALYZER, [frontend({perPort: perPort(443)})])).toEqual([at]);
    expect(await findings(ANALYZER, [frontend({perPort: perPort(8443)})])).toEqual([]);
    const own = {default: clients(bundle), perPort: [{port: 443, tls: clients(map)}]};
    expect(await findings(ANALYZER, [frontend(own)])).toEqual([]);
    const plain = {
      listeners: [{name: 'http', port: 80, protocol: 'HTTP'}],
      tls: {frontend: {default: clients(bundle)}},
    };
    expect(await findings(ANALYZER, [gateway(plain)])).toEqual([]);
  });
});
