// SPDX-License-Identifier: Apache-2.0
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import {isIP} from 'node:net';
import type {TemplateFunction} from '../../../template/compile/function.js';
import {getKey, Struct, underlyingOf, type Value} from '../../../template/compile/value.js';
import {textOfBytes} from '../bytes.js';
import {toInt} from '../cast.js';
import type {Context} from '../context.js';
import {any, binary, type FunctionTable, text, unary, variadic} from '../parameters.js';
import {decodeBase64} from '../text/encoding.js';
import {bits, boolean, children, element, explicit, integer, octets, oid, sequence, set, time, utf8} from './der.js';

interface Issuer {
  readonly name: Uint8Array;
  readonly key: KeyObject;
  readonly keyId: Uint8Array;
}

interface CertificateRequest {
  readonly commonName: string;
  readonly ips: readonly string[];
  readonly dnsNames: readonly string[];
  readonly days: number;
  readonly isAuthority: boolean;
  readonly key: KeyObject;
  /** Undefined signs the certificate with its own key. */
  readonly issuer?: Issuer;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DAY = 86_400_000;

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
}

interface Signing {
  readonly algorithm: Buffer;
  sign(data: Uint8Array): Buffer;
}

function signingWith(key: KeyObject): Signing {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return {algorithm: sequence(oid('1.3.101.112')), sign: (data) => sign(undefined, data, key)};
    case 'ec':
      return {algorithm: sequence(oid('1.2.840.10045.4.3.2')), sign: (data) => sign('sha256', data, key)};
    case 'rsa':
      return {
        algorithm: sequence(oid('1.2.840.113549.1.1.11'), element(0x05)),
        sign: (data) => sign('sha256', data, key),
      };
    default:
      throw new Error(`keys of type ${key.asymmetricKeyType ?? 'secret'} cannot sign certificates here`);
  }
}

function publicKeyDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({type: 'spki', format: 'der'});
}

/** SHA-1 of the public key's bits, which names the key in certificates. */
function keyIdOf(key: KeyObject): Buffer {
  const keyBits = children(publicKeyDer(key))[1] ?? Buffer.alloc(0);
  const header = (keyBits[1] ?? 0) < 128 ? 3 : 3 + ((keyBits[1] ?? 0) & 127);
  return createHash('sha1').update(keyBits.subarray(header)).digest();
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
  return isCritical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value));
}

function ipBytes(address: string): Buffer {
  const kind = isIP(address);
  if (kind === 4) return Buffer.from(address.split('.').map(Number));
  if (kind !== 6) throw new Error(`"${address}" is no IP address`);
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (side = '') => side.split(':').filter((group) => group !== '');
  const [left, right] = [groups(head), groups(tail)];
  const middle = Array.from({length: 8 - left.length - right.length}, () => '0');
  return Buffer.from([...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Digital signature and key encipherment; authorities may sign certificates too. */
const LEAF_USAGE = Buffer.from([0xa0]);
const AUTHORITY_USAGE = Buffer.from([0xa4]);

function extensionsOf({isAuthority, ips, dnsNames, key}: CertificateRequest, issuer: Issuer): Buffer {
  const usage = isAuthority ? bits(AUTHORITY_USAGE, 2) : bits(LEAF_USAGE, 5);
  const clientAndServer = sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'));
  const extensions = [
    extension('2.5.29.15', true, usage),
    extension('2.5.29.37', false, clientAndServer),
    extension('2.5.29.19', true, isAuthority ? sequence(boolean(true)) : sequence()),
  ];
  if (isAuthority) extensions.push(extension('2.5.29.14', false, octets(keyIdOf(key))));
  else extensions.push(extension('2.5.29.35', false, sequence(element(0x80, issuer.keyId))));
  const names = [
    ...dnsNames.map((name) => element(0x82, Buffer.from(name))),
    ...ips.map((address) => element(0x87, ipBytes(address))),
  ];
  if (names.length > 0) extensions.push(extension('2.5.29.17', false, sequence(...names)));
  return sequence(...extensions);
}

function issue(request: CertificateRequest): Struct {
  const {commonName, key, now, days} = request;
  const issuer = request.issuer ?? {name: nameOf(commonName), key, keyId: keyIdOf(key)};
  const {algorithm, sign: signData} = signingWith(issuer.key);
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    issuer.name,
    sequence(time(now), time(now + days * DAY)),
    nameOf(commonName),
    publicKeyDer(key),
    explicit(3, extensionsOf(request, issuer)),
  );
  return certificate(pem('CERTIFICATE', sequence(body, algorithm, bits(signData(body)))), keyPem(key));
}

function certificate(cert: string, key: string): Struct {
  return new Struct('sprig.certificate', {Cert: cert, Key: key});
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function keyPem(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return String(key.export({type: 'pkcs1', format: 'pem'}));
  if (key.asymmetricKeyType === 'ec') return String(key.export({type: 'sec1', format: 'pem'}));
  return String(key.export({type: 'pkcs8', format: 'pem'}));
}

function newRsaKey(modulusLength: number): KeyObject {
  return generateKeyPairSync('rsa', {modulusLength}).privateKey;
}

function generatePrivateKey(kind: string): string {
  switch (kind) {
    case '':
    case 'rsa':
      return keyPem(newRsaKey(4096));
    case 'ecdsa':
      return keyPem(generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey);
    case 'ed25519':
      return keyPem(generateKeyPairSync('ed25519').privateKey);
    case 'dsa':
      throw new Error('DSA keys are not offered here; take ecdsa or ed25519');
    default:
      return `Unknown type ${kind}`;
  }
}

/** The certificate and key of what `genCA` or `buildCustomCert` returned. */
function issuerOf(value: Value): Issuer {
  const [cert, key] = value instanceof Struct ? [getKey(value.fields, 'Cert'), getKey(value.fields, 'Key')] : [];
  if (typeof cert !== 'string' || typeof key !== 'string') throw new Error('unable to decode certificate');
  const parsed = new X509Certificate(cert);
  // version, serial number, algorithm, issuer, validity, subject
  const body = children(children(parsed.raw)[0] ?? Buffer.alloc(0));
  const name = body[body[0]?.[0] === 0xa0 ? 5 : 4];
  if (name === undefined) throw new Error('unable to decode certificate');
  const keyObject = createPrivateKey(key);
  return {name, key: keyObject, keyId: keyIdOf(keyObject)};
}

function textList(value: Value, what: string): string[] {
  const list = underlyingOf(value) ?? [];
  if (!Array.isArray(list)) throw new Error(`error parsing ${what}: ${textOfKind(value)} is not a list`);
  return list.map((item) => {
    if (typeof item !== 'string') throw new Error(`error parsing ${what}: ${textOfKind(item)} is not a string`);
    return item;
  });
}

function textOfKind(value: Value): string {
  return value === null || value === undefined ? 'nil' : typeof value;
}

function customCertificate(cert: string, key: string): Struct {
  const [certBytes, keyBytes] = [decodeBase64(cert), decodeBase64(key)];
  if (!(certBytes instanceof Uint8Array)) throw new Error('unable to decode base64 certificate');
  if (!(keyBytes instanceof Uint8Array)) throw new Error('unable to decode base64 private key');
  const built = certificate(textOfBytes(certBytes), textOfBytes(keyBytes));
  issuerOf(built);
  return built;
}

/** Certificates start at the context's clock. */
export function certificateFunctions(context: Context): FunctionTable {
  /** `count` arguments, the last of which may be a private key in PEM. */
  const withKey = (count: number, run: (args: Value[], key: KeyObject) => Struct): TemplateFunction =>
    variadic(any, (args) => {
      if (args.length < count) throw new Error(`wrong number of args: want ${count} got ${args.length}`);
      return run(args, args.length > count ? createPrivateKey(text.read(args[count])) : newRsaKey(2048));
    });
  const authority = withKey(2, ([commonName, days], key) =>
    issue({
      commonName: text.read(commonName),
      days: toInt(days),
      ips: [],
      dnsNames: [],
      isAuthority: true,
      key,
      now: context.now(),
    }),
  );
  const requestOf = ([commonName, ips, dnsNames, days]: Value[], key: KeyObject) => ({
    commonName: text.read(commonName),
    ips: textList(ips, 'ips'),
    dnsNames: textList(dnsNames, 'alternate dns names'),
    days: toInt(days),
    isAuthority: false,
    key,
    now: context.now(),
  });
  const selfSigned = withKey(4, (args, key) => issue(requestOf(args, key)));
  const signed = withKey(5, (args, key) => issue({...requestOf(args, key), issuer: issuerOf(args[4])}));
  return {
    genPrivateKey: unary(text, generatePrivateKey),
    buildCustomCert: binary(text, text, (cert, key) => customCertificate(cert, key)),
    genCA: authority,
    genCAWithKey: authority,
    genSelfSignedCert: selfSigned,
    genSelfSignedCertWithKey: selfSigned,
    genSignedCert: signed,
    genSignedCertWithKey: signed,
  };
}
