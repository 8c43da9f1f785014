// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {networking, service} from '../sidecar-context.js';
import {allClusters, CART, meshSettings, optionsOf, underPolicy} from './clusters-of.js';

describe('TLS', () => {
  const matches = (cluster: EnvoyMessage | undefined) =>
    (cluster?.['transport_socket_matches'] as EnvoyMessage[] | undefined)?.map(({name}) => name);
  const contextOf = (cluster: EnvoyMessage | undefined) =>
    ((cluster?.['transport_socket'] as EnvoyMessage | undefined)?.['typed_config'] ?? {}) as EnvoyMessage;

  test('of the mesh is for the endpoints that take it', () => {
    expect(matches(allClusters(service('cart', 'http:80')).get(CART))).toEqual(['tlsMode-istio', 'tlsMode-disabled']);
  });

  test.each([
    ['the mesh turns it off', [meshSettings('enableAutoMtls: false')]],
    [
      'the namespace does not take it',
      [
        '\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: shop}\nspec: {mtls: {mode: DISABLE}}\n',
      ],
    ],
  ])('of the mesh is off where %s', (_, objects) => {
    expect(matches(allClusters(service('cart', 'http:80'), ...objects).get(CART))).toBeUndefined();
  });

  test('checks the names of the youngest ServiceEntry of a host in a namespace', () => {
    const entry = (name: string, port: number, names: string) =>
      networking(
        'ServiceEntry',
        name,
        `{hosts: [a.example], resolution: STATIC, location: MESH_INTERNAL, subjectAltNames: [${names}], ports: [{number: ${port}, name: http-${port}, protocol: HTTP}]}`,
      );
    const cluster = (...entries: string[]) => JSON.stringify(allClusters(...entries).get('outbound|80||a.example'));
    expect(cluster(entry('old', 80, 'old.example'), entry('young', 90, 'young.example'))).toMatch(/young\.example/);
    expect(cluster(entry('old', 80, 'old.example'), entry('young', 90, ''))).not.toMatch(/old\.example/);
    expect(cluster(entry('old', 90, ''), entry('young', 80, 'young.example'))).toMatch(/young\.example/);
  });

  test('of the mesh is off for services outside of it', () => {
    const entry = networking(
      'ServiceEntry',
      'se',
      '{hosts: [a.example], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}',
    );
    expect(allClusters(entry).get('outbound|80||a.example')).toMatchObject({
      metadata: {filter_metadata: {istio: {external: true}}},
    });
    expect(matches(allClusters(entry).get('outbound|80||a.example'))).toBeUndefined();
  });

  test('that a rule asks for is for all endpoints; its name is that of gateways', () => {
    expect(contextOf(underPolicy('{tls: {mode: ISTIO_MUTUAL}}'))).toMatchObject({
      sni: 'outbound_.80_._.cart.shop.svc.cluster.local',
      common_tls_context: {alpn_protocols: ['istio-peer-exchange', 'istio']},
    });
  });

  test.each([
    [
      'checks the host of requests where the rule names nothing',
      '{mode: SIMPLE}',
      {upstream_http_protocol_options: {auto_sni: true, auto_san_validation: true}},
    ],
    [
      'checks the names of the rule',
      '{mode: SIMPLE, subjectAltNames: [a]}',
      {upstream_http_protocol_options: {auto_sni: true}},
    ],
  ])('of others %s', (_, tls, wanted) => {
    expect(optionsOf(underPolicy(`{tls: ${tls}}`))).toMatchObject(wanted);
  });

  test.each([
    [
      'files',
      '{mode: MUTUAL, clientCertificate: /c, privateKey: /k, caCertificates: /a}',
      ['file-cert:/c~/k', 'file-root:/a'],
    ],
    ['the CAs of the machine', '{mode: SIMPLE}', ['file-root:system']],
    ['nothing, where nothing is to be checked', '{mode: SIMPLE, insecureSkipVerify: true}', []],
  ])('reads %s', (_, tls, names) => {
    const text = JSON.stringify(contextOf(underPolicy(`{tls: ${tls}}`)));
    expect([...text.matchAll(/"name":"(file-[^"]*)"/g)].map(([, name]) => name)).toEqual(names);
  });

  test('with a Secret is for sidecars that the rule selects', () => {
    const rule = (selector: string) =>
      allClusters(
        service('cart', 'http:80'),
        networking(
          'DestinationRule',
          'dr',
          `{host: cart, ${selector}trafficPolicy: {tls: {mode: SIMPLE, credentialName: sec}}}`,
        ),
      ).get(CART);
    expect(rule('')?.['transport_socket']).toBeUndefined();
    expect(JSON.stringify(rule('workloadSelector: {matchLabels: {app: client}}, '))).toContain(
      'kubernetes://sec-cacert',
    );
  });

  test('comes after the address of the client where the rule sends it', () => {
    expect(underPolicy('{tls: {mode: DISABLE}, proxyProtocol: {version: V2}}')).toMatchObject({
      transport_socket: {
        name: 'envoy.transport_sockets.upstream_proxy_protocol',
        typed_config: {config: {version: 'V2'}},
      },
    });
  });
});
