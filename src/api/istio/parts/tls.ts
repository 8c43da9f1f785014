// SPDX-License-Identifier: Apache-2.0

import {choice, flag, list, message, type Rule, text, texts} from './schema.js';

const certificate = message('A certificate of the server, as files in the proxy.', {
  serverCertificate: text('File with the certificate chain.'),
  privateKey: text('File with the private key.'),
  caCertificates: text('File with the CAs that client certificates are verified against.'),
});

function notBoth(first: string, second: string, message: string): Rule {
  return {rule: `(has(self.${first}) ? 1 : 0) + (has(self.${second}) ? 1 : 0) <= 1`, message};
}

/** The third rule tests other fields than its message names; Istio's API does so, and clients see the same verdicts. */
const ONE_SOURCE: readonly Rule[] = [
  notBoth('tlsCertificates', 'credentialNames', 'only one of credentialNames or tlsCertificates can be set'),
  notBoth('credentialName', 'credentialNames', 'only one of credentialName or credentialNames can be set'),
  notBoth('credentialNames', 'tlsCertificates', 'only one of credentialName or tlsCertificates can be set'),
];

const tlsVersion = ['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'] as const;

/** TLS of a port that a proxy listens on: Gateway servers and Sidecar ingress. */
export const serverTls = message(
  'How TLS connections to the port are handled.',
  {
    mode: choice('Whether TLS ends here, and whether clients must show a certificate.', [
      'PASSTHROUGH',
      'SIMPLE',
      'MUTUAL',
      'AUTO_PASSTHROUGH',
      'ISTIO_MUTUAL',
      'OPTIONAL_MUTUAL',
    ]),
    httpsRedirect: flag('Answer plain HTTP with a 301 to HTTPS.'),
    credentialName: text('Secret with the certificate and key, in the namespace of the gateway pods.'),
    credentialNames: texts('Up to two secrets with certificates of different key types.', {min: 1, max: 2}),
    caCertCredentialName: text('Secret or ConfigMap with the CAs for client certificates, if kept apart.'),
    serverCertificate: text('File with the certificate chain, for SIMPLE and MUTUAL.'),
    privateKey: text('File with the private key, for SIMPLE and MUTUAL.'),
    caCertificates: text('File with the CAs that client certificates are verified against.'),
    caCrl: text('File with the revocation list for client certificates.'),
    tlsCertificates: list('Up to two certificates of different key types, as files.', certificate, {min: 1, max: 2}),
    subjectAltNames: texts('Client certificates must carry one of these names.'),
    verifyCertificateSpki: texts('Base64 SHA-256 of the public keys that clients may use.'),
    verifyCertificateHash: texts('Hex SHA-256 of the certificates that clients may show.'),
    minProtocolVersion: choice('Oldest TLS version that is accepted.', tlsVersion),
    maxProtocolVersion: choice('Newest TLS version that is accepted.', tlsVersion),
    cipherSuites: texts('Ciphers offered up to TLS 1.2; Envoy decides where empty.'),
  },
  {rules: ONE_SOURCE},
);

/** TLS of connections that a proxy opens: DestinationRule. */
export const clientTls = message('How connections to the service are encrypted.', {
  mode: choice('Plain text, TLS, mutual TLS with own certificates, or mutual TLS with those of the mesh.', [
    'DISABLE',
    'SIMPLE',
    'MUTUAL',
    'ISTIO_MUTUAL',
  ]),
  clientCertificate: text('File with the client certificate, for MUTUAL.'),
  privateKey: text('File with the private key of the client certificate.'),
  caCertificates: text('File with the CAs that the server is verified against; without it, it is not verified.'),
  caCrl: text('File with the revocation list for server certificates.'),
  credentialName: text('Secret that holds the client certificate, its key and the CAs, instead of files.'),
  subjectAltNames: texts('The server certificate must carry one of these names.'),
  sni: text('Server name sent in the TLS handshake.'),
  insecureSkipVerify: flag('Do not verify the server certificate, even where CAs are known.').nullable(),
});
