// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {contextFor} from '../../../src/preview/read/context.js';
import {jwtFilters} from '../../../src/preview/security/authentication/jwt.js';
import {peerMode} from '../../../src/preview/security/authentication/peer.js';
import {peerTransportSocket} from '../../../src/preview/security/authentication/tls-context.js';
import {printed} from '../printed.js';
import {meshSettings, security, workloadContext} from '../sidecar-context.js';

const WORKLOAD = {namespace: 'shop', labels: {app: 'cart'}};

describe('the mode of mutual TLS', () => {
  const peer = (name: string, spec: string, namespace?: string) =>
    security('PeerAuthentication', name, spec, namespace);
  const CART = 'selector: {matchLabels: {app: cart}}';

  test.each<[string, string[], string]>([
    ['is permissive by default', [], 'PERMISSIVE'],
    ['is that of the mesh', [peer('a', '{mtls: {mode: STRICT}}', 'istio-system')], 'STRICT'],
    [
      'is that of the namespace before the mesh',
      [peer('a', '{mtls: {mode: STRICT}}', 'istio-system'), peer('b', '{mtls: {mode: DISABLE}}')],
      'DISABLE',
    ],
    [
      'is that of the workload before the namespace',
      [peer('a', `{${CART}, mtls: {mode: STRICT}}`), peer('b', '{mtls: {mode: DISABLE}}')],
      'STRICT',
    ],
    [
      'is inherited where it is unset',
      [
        peer('a', `{${CART}, mtls: {mode: UNSET}}`),
        peer('b', '{}'),
        peer('c', '{mtls: {mode: STRICT}}', 'istio-system'),
      ],
      'STRICT',
    ],
    ['is the oldest of several', [peer('a', '{mtls: {mode: STRICT}}'), peer('b', '{mtls: {mode: DISABLE}}')], 'STRICT'],
    [
      'is not that of other workloads',
      [peer('a', '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}}')],
      'PERMISSIVE',
    ],
    [
      'is not that of a selector in the root namespace',
      [peer('a', `{${CART}, mtls: {mode: STRICT}}`, 'istio-system')],
      'PERMISSIVE',
    ],
  ])('%s', (_, objects, expected) => {
    expect(peerMode(workloadContext(WORKLOAD, ...objects), 8080)).toBe(expected);
  });

  test.each([
    [80, 'DISABLE'],
    [81, 'STRICT'],
    [82, 'STRICT'],
  ])('of port %i is %s', (port, expected) => {
    const object = peer(
      'a',
      `{${CART}, mtls: {mode: STRICT}, portLevelMtls: {80: {mode: DISABLE}, 81: {mode: UNSET}}}`,
    );
    expect(peerMode(workloadContext(WORKLOAD, object), port)).toBe(expected);
  });

  test('lets in the trust domains of the mesh, its aliases and its further roots, with the TLS that the mesh asks for', () => {
    const settings =
      '{trustDomain: td, trustDomainAliases: [old], caCertificates: [{pem: x, trustDomains: [far, td]}], meshMTLS: {minProtocolVersion: TLSV1_3, cipherSuites: [A]}}';
    expect(printed(peerTransportSocket(workloadContext(WORKLOAD, meshSettings(settings)), 'tcp'))).toMatchObject({
      typed_config: {
        common_tls_context: {
          alpn_protocols: ['istio-peer-exchange', 'h2', 'http/1.1'],
          tls_params: {cipher_suites: ['A'], tls_minimum_protocol_version: 'TLSv1_3'},
          combined_validation_context: {
            default_validation_context: {
              match_subject_alt_names: [{prefix: 'spiffe://td/'}, {prefix: 'spiffe://old/'}, {prefix: 'spiffe://far/'}],
            },
          },
        },
        require_client_certificate: true,
      },
    });
  });
});

describe('the filter of tokens', () => {
  const request = (name: string, rules: string, namespace?: string) =>
    security('RequestAuthentication', name, `{jwtRules: [${rules}]}`, namespace);

  interface Jwt {
    providers: Record<string, Record<string, unknown>>;
    rules: {requires: object}[];
  }

  function config(...objects: string[]): Jwt | undefined {
    const [filter] = printed(jwtFilters(workloadContext(WORKLOAD, ...objects))) as {typed_config: Jwt}[];
    return filter?.typed_config;
  }

  test('is not there without rules', () => {
    expect(config(request('a', ''))).toBeUndefined();
    expect(config(request('a', '{issuer: i, jwks: k}', 'pay'))).toBeUndefined();
  });

  test('says where tokens are and what becomes of them', () => {
    const rule =
      '{issuer: i, jwks: k, audiences: [a], fromHeaders: [{name: h, prefix: "P "}], fromParams: [p], fromCookies: [c], outputPayloadToHeader: o, outputClaimToHeaders: [{header: x-a, claim: a}], forwardOriginalToken: true, spaceDelimitedClaims: [roles, a]}';
    expect(config(request('a', rule))?.providers).toEqual({
      'origins-0': {
        issuer: 'i',
        audiences: ['a'],
        local_jwks: {inline_string: 'k'},
        forward: true,
        from_headers: [{name: 'h', value_prefix: 'P '}],
        from_params: ['p'],
        from_cookies: ['c'],
        forward_payload_header: 'o',
        payload_in_metadata: 'payload',
        normalize_payload_in_metadata: {space_delimited_claims: ['a', 'permission', 'roles', 'scope']},
        claim_to_headers: [{header_name: 'x-a', claim_name: 'a'}],
      },
    });
  });

  test('takes a token of any issuer, none, or one of each', () => {
    const {providers = {}, rules} =
      config(
        request('a', '{issuer: z, jwks: k}, {issuer: b, jwks: k}'),
        request('b', '{issuer: a, jwks: k}', 'istio-system'),
      ) ?? {};
    expect(Object.values(providers).map(({issuer}) => issuer)).toEqual(['a', 'b', 'z']);
    const orMissing = (index: number) => ({
      requires_any: {requirements: [{provider_name: `origins-${index}`}, {allow_missing: {}}]},
    });
    expect(rules?.[0]?.requires).toEqual({
      requires_any: {
        requirements: [
          {provider_name: 'origins-0'},
          {provider_name: 'origins-1'},
          {provider_name: 'origins-2'},
          {requires_all: {requirements: [orMissing(0), orMissing(1), orMissing(2)]}},
        ],
      },
    });
  });

  test('says which keys are not simulated', () => {
    const {mesh} = workloadContext(
      WORKLOAD,
      request('a', '{issuer: i, jwksUri: "https://i.example/keys"}, {issuer: j}'),
    );
    const [pod] = mesh.pods;
    if (!pod) throw new Error('the pod is missing');
    const {context, notSimulated} = contextFor(pod, mesh);
    jwtFilters(context);
    expect([...notSimulated]).toEqual([
      'keys of JWT issuer i (fetched from https://i.example/keys)',
      'keys of JWT issuer j (fetched from its OpenID configuration)',
    ]);
  });
});
