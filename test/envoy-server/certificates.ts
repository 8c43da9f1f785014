// SPDX-License-Identifier: Apache-2.0
import {createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto';
import {
  bits,
  boolean,
  element,
  explicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
} from '../../src/chart/functions/crypto/der.js';
import type {Json} from './config.js';

/** A certificate with its key, made for one test. */
export interface Certified {
  name: string;
  key: KeyObject;
  /** PEM. */
  certificate: string;
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const HOUR = 3_600_000;

/** When a certificate holds, in milliseconds of the clock; from an hour ago for a day when left out. */
export interface Validity {
  from?: number;
  until?: number;
}

/** An authority with a certificate of its own, or of another authority. `key` makes it the same authority as one before. */
export function authority(name: string, more: Validity & {issuer?: Certified; key?: KeyObject} = {}): Certified {
  return certify(name, [extension('2.5.29.19', sequence(boolean(true)))], more);
}

/** What istiod gives a workload: a certificate for its SPIFFE name, or for DNS names as a gateway has. */
export function workload(
  issuer: Certified,
  {spiffe, dns = [], ...validity}: Validity & {spiffe?: string; dns?: string[]},
): Certified {
  const names = [
    ...(spiffe ? [element(0x86, Buffer.from(spiffe))] : []),
    ...dns.map((name) => element(0x82, Buffer.from(name))),
  ];
  return certify('', [extension('2.5.29.17', sequence(...names))], {issuer, ...validity});
}

/** What signs itself, for DNS names or IPv4 addresses. */
export function selfSigned(
  name: string,
  {dns = [], ips = [], ...validity}: Validity & {dns?: readonly string[]; ips?: readonly string[]},
): Certified {
  const names = [
    ...dns.map((each) => element(0x82, Buffer.from(each))),
    ...ips.map((each) => element(0x87, Buffer.from(each.split('.').map(Number)))),
  ];
  return certify(name, [extension('2.5.29.17', sequence(...names))], validity);
}

function certify(
  name: string,
  extensions: Buffer[],
  {
    issuer,
    from = Date.now() - HOUR,
    until = Date.now() + 24 * HOUR,
    ...given
  }: Validity & {issuer?: Certified; key?: KeyObject},
): Certified {
  const key = given.key ?? generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    distinguished(issuer?.name ?? name),
    sequence(time(from), time(until)),
    distinguished(name),
    createPublicKey(key).export({type: 'spki', format: 'der'}),
    explicit(3, sequence(...extensions)),
  );
  const signed = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer?.key ?? key)));
  const base64 = signed.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {name, key, certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`};
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), boolean(true), octets(value));
}

function distinguished(name: string): Buffer {
  return sequence(...(name === '' ? [] : [set(sequence(oid('2.5.4.3'), utf8(name)))]));
}

/** The secret of that name which holds a certificate and its key. */
export function certificateSecret(name: string, {certificate, key}: Certified): Json {
  return {
    name,
    tls_certificate: {
      certificate_chain: inline(certificate),
      private_key: inline(String(key.export({type: 'pkcs8', format: 'pem'}))),
    },
  };
}

/** The secret of that name which holds the authority that peers are checked against. */
export function trustSecret(name: string, {certificate}: Certified): Json {
  return {name, validation_context: {trusted_ca: inline(certificate)}};
}

/** As istio-agent hands it over. */
function inline(text: string): Json {
  return {inline_bytes: Buffer.from(text).toString('base64')};
}
