// SPDX-License-Identifier: Apache-2.0

import type {ServerTls} from '../../../api/istio-types.js';
import {error, type Problems, warning} from '../problem.js';

const CIPHERS = new Set([
  ...['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-SHA', 'AES256-SHA'].flatMap((cipher) => [
    `ECDHE-ECDSA-${cipher}`,
    `ECDHE-RSA-${cipher}`,
  ]),
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
]);

/** Whether Envoy is given a cipher suite of that name; istiod leaves out all others. */
export function isCipherSuite(name: string): boolean {
  return CIPHERS.has(name);
}

/** The rules of spec §4.2a, for Gateway servers and Sidecar listeners. */
export function* serverTls(tls: ServerTls): Problems {
  yield* ciphers(tls);
  const {mode = 'PASSTHROUGH'} = tls;
  if (mode === 'ISTIO_MUTUAL') {
    yield* nothingOfItsOwn(tls);
    return;
  }
  const credential = Boolean(tls.credentialName) || Boolean(tls.credentialNames?.length);
  const passthrough = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
  if (passthrough && (credential || hasFiles(tls))) {
    yield warning(`${mode} mode does not use certificates, they will be ignored`);
  }
  if (sources(tls) > 1) {
    yield error(
      'only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified',
    );
  }
  if (!passthrough && credential) return;
  yield* certificates(tls, mode);
  yield* revocation(tls, {mode, credential});
}

function* nothingOfItsOwn(tls: ServerTls): Problems {
  const own: [unknown, string][] = [
    [tls.serverCertificate, 'server certificate'],
    [tls.privateKey, 'private key'],
    [tls.caCertificates, 'CA bundle'],
    [tls.tlsCertificates?.length, 'tlsCertificates'],
    [tls.credentialName, 'credentialName'],
    [tls.credentialNames?.length, 'credentialNames'],
  ];
  for (const [given, what] of own) if (given) yield error(`ISTIO_MUTUAL TLS cannot have associated ${what}`);
}

function hasFiles(tls: ServerTls): boolean {
  const {caCrl, serverCertificate, privateKey, caCertificates, tlsCertificates} = tls;
  return Boolean(caCrl || serverCertificate || privateKey || caCertificates || tlsCertificates?.length);
}

function sources(tls: ServerTls): number {
  const given = [
    tls.serverCertificate && tls.privateKey,
    tls.credentialName,
    tls.credentialNames?.length,
    tls.tlsCertificates?.length,
  ];
  return given.filter(Boolean).length;
}

function* certificates(tls: ServerTls, mode: string | number): Problems {
  const mutual = mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL';
  if (mode !== 'SIMPLE' && !mutual) return;
  const kind = mutual ? 'MUTUAL TLS' : 'SIMPLE TLS';
  if (mutual && !tls.caCertificates) yield error('MUTUAL TLS requires a client CA bundle');
  const listed = tls.tlsCertificates ?? [];
  if (listed.length > 2) yield warning(`${kind} can support up to 2 server certificates`);
  for (const {serverCertificate, privateKey} of listed.length > 0 ? listed : [tls]) {
    if (!serverCertificate) yield error(`${kind} requires a server certificate`);
    if (!privateKey) yield error(`${kind} requires a private key`);
  }
}

function* revocation({caCrl}: ServerTls, {mode, credential}: {mode: string | number; credential: boolean}): Problems {
  if (!caCrl) return;
  if (credential) yield error('CRL is not supported with credentialName. CRL has to be specified in the credential');
  if (mode === 'SIMPLE') yield error('CRL is not supported with SIMPLE TLS');
}

function* ciphers({minProtocolVersion, cipherSuites = []}: ServerTls): Problems {
  if ((minProtocolVersion === 'TLSV1_0' || minProtocolVersion === 'TLSV1_1') && cipherSuites.length === 0) {
    yield warning(
      'TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers.',
    );
  }
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  const invalid = new Set<string>();
  for (const cipher of cipherSuites) {
    if (!isCipher(cipher)) invalid.add(cipher);
    else if (seen.has(cipher)) duplicates.add(cipher);
    seen.add(cipher);
  }
  if (invalid.size > 0) yield warning(`ignoring invalid cipher suites: [${[...invalid].sort().join(' ')}]`);
  if (duplicates.size > 0) yield warning(`ignoring duplicate cipher suites: [${[...duplicates].sort().join(' ')}]`);
}

function isCipher(name: string): boolean {
  return name === '' || name === 'ALL' || !/^[a-zA-Z0-9]/.test(name) || CIPHERS.has(name);
}
