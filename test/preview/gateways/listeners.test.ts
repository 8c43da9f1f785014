// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {gateway, gatewayPreview, summary, virtualService} from './mesh.js';

const HTTP = '{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}';
const CART = 'outbound|9000||cart.shop.svc.cluster.local';

function https(host: string, tls = 'mode: SIMPLE, credentialName: cert', name = 'https'): string {
  return `{port: {number: 443, name: ${name}, protocol: HTTPS}, hosts: ["${host}"], tls: {${tls}}}`;
}

describe('listeners of a gateway', () => {
  test.each([
    ['ports are those of the pod', [HTTP], ['0.0.0.0_8080 *→http.8080']],
    ['a port that no service has is taken as it is', [HTTP.replace('80', '8888')], ['0.0.0.0_8888 *→http.8888']],
    ['servers of HTTP share a listener', [HTTP, HTTP.replace('HTTP', 'GRPC')], ['0.0.0.0_8080 *→http.8080']],
    ['TCP gives way to HTTP that is older', [HTTP, HTTP.replace('HTTP', 'TCP')], ['0.0.0.0_8080 *→http.8080']],
    [
      'servers of HTTPS have chains and routes of their own',
      [https('a.example'), https('b.example', undefined, 'other')],
      ['0.0.0.0_8443 a.example→https.443.https.main.gw tls', '0.0.0.0_8443 b.example→https.443.other.main.gw tls'],
    ],
    [
      'of two servers for one name the older one stays',
      [https('a.example'), https('a.example', undefined, 'other')],
      ['0.0.0.0_8443 a.example→https.443.https.main.gw tls'],
    ],
    ['a host of all names needs no match', [https('*')], ['0.0.0.0_8443 *→https.443.https.main.gw tls']],
    [
      'an address has a listener of its own',
      [HTTP, HTTP.replace('{', '{bind: 10.9.9.9, ')],
      ['0.0.0.0_8080 *→http.8080', '10.9.9.9_8080 *→http.8080.10.9.9.9'],
    ],
    ['TCP without a rule has no listener', [HTTP.replace('HTTP', 'TCP')], []],
  ])('%s', (_, servers, expected) => {
    expect(summary(gatewayPreview(gateway('main', ...servers)))).toEqual(expected);
  });

  const tcp = 'tcp: [{route: [{destination: {host: cart, port: {number: 9000}}}]}]';
  const sni = (port = '') =>
    `tls: [{match: [{sniHosts: [a.example]${port}}], route: [{destination: {host: cart, port: {number: 9000}}}]}]`;
  const passthrough = '{port: {number: 443, name: tls, protocol: TLS}, hosts: ["*.example"], tls: {mode: PASSTHROUGH}}';

  test.each([
    [
      'TCP by its first rule',
      HTTP.replace('HTTP', 'TCP'),
      virtualService('a', '["*"]', tcp),
      [`0.0.0.0_8080 *→${CART}`],
    ],
    [
      'TLS that is ended, by TCP rules',
      https('a.example').replace('HTTPS', 'TLS'),
      virtualService('a', '[a.example]', tcp),
      [`0.0.0.0_8443 a.example→${CART} tls`],
    ],
    [
      'TLS that is passed on, by server name',
      passthrough,
      virtualService('a', '[a.example]', sni()),
      [`0.0.0.0_8443 a.example→${CART}`],
    ],
    [
      'a server name once',
      passthrough,
      virtualService('a', '[a.example]', sni()) + virtualService('b', '[a.example]', sni()),
      [`0.0.0.0_8443 a.example→${CART}`],
    ],
    ['no rule for another port', passthrough, virtualService('a', '[a.example]', sni(', port: 1')), []],
    ['no host of another name', passthrough, virtualService('a', '[a.test]', sni()), []],
    [
      'no route of another namespace',
      HTTP.replace('HTTP', 'TCP').replace('"*"', '"./*"'),
      virtualService('a', '["*"]', tcp),
      [],
    ],
    [
      'services by the name of their cluster',
      passthrough.replace('PASSTHROUGH', 'AUTO_PASSTHROUGH').replace('*.example', '*.shop.svc.cluster.local'),
      '',
      ['0.0.0.0_8443 outbound_.9000_._.cart.shop.svc.cluster.local→outbound_.9000_._.cart.shop.svc.cluster.local'],
    ],
  ])('connections: %s', (_, server, objects, expected) => {
    expect(summary(gatewayPreview(gateway('main', server) + objects))).toEqual(expected);
  });

  test.each([
    [
      'SIMPLE with a Secret',
      'mode: SIMPLE, credentialName: cert',
      {certificates: ['kubernetes://cert'], authority: undefined, required: false},
    ],
    [
      'MUTUAL with a Secret',
      'mode: MUTUAL, credentialName: cert',
      {certificates: ['kubernetes://cert'], authority: 'kubernetes://cert-cacert', required: true},
    ],
    [
      'OPTIONAL_MUTUAL with two Secrets and one of CA certificates',
      'mode: OPTIONAL_MUTUAL, credentialNames: [rsa, ecdsa], caCertCredentialName: ca',
      {certificates: ['kubernetes://rsa', 'kubernetes://ecdsa'], authority: 'kubernetes://ca', required: false},
    ],
    ['ISTIO_MUTUAL', 'mode: ISTIO_MUTUAL', {certificates: ['default'], authority: 'ROOTCA', required: true}],
    [
      'files',
      'mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca',
      {certificates: ['file-cert:/c~/k'], authority: 'file-root:/ca', required: true},
    ],
  ])('certificates of %s', (_, tls, expected) => {
    const {listeners} = gatewayPreview(gateway('main', https('*', tls)));
    const config = listeners[0]?.filter_chains[0]?.transport_socket?.typed_config as unknown as {
      common_tls_context: {
        tls_certificate_sds_secret_configs: {name: string}[];
        combined_validation_context?: {validation_context_sds_secret_config: {name: string}};
      };
      require_client_certificate: boolean;
    };
    const {tls_certificate_sds_secret_configs: own, combined_validation_context: peers} = config.common_tls_context;
    expect({
      certificates: own.map(({name}) => name),
      authority: peers?.validation_context_sds_secret_config.name,
      required: config.require_client_certificate,
    }).toEqual(expected);
  });

  test('versions and known cipher suites', () => {
    const tls =
      'mode: SIMPLE, credentialName: cert, minProtocolVersion: TLSV1_2, maxProtocolVersion: TLSV1_3, cipherSuites: [AES128-SHA, odd, AES128-SHA]';
    const {listeners} = gatewayPreview(gateway('main', https('*', tls)));
    expect(listeners[0]?.filter_chains[0]?.transport_socket?.typed_config['common_tls_context']).toMatchObject({
      tls_params: {
        tls_minimum_protocol_version: 'TLSv1_2',
        tls_maximum_protocol_version: 'TLSv1_3',
        cipher_suites: ['AES128-SHA'],
      },
    });
  });
});
