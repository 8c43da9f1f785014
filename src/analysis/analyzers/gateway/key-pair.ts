// SPDX-License-Identifier: Apache-2.0

import {createPrivateKey, createPublicKey, type KeyObject, X509Certificate} from 'node:crypto';
import {fullName, type Resource} from '../../model/resource.js';

export interface PairFault {
  code: 'ISTX501' | 'ISTX502' | 'ISTX506';
  parameters: readonly string[];
  /** IST0161 says it too, of the Secret that `credentialName` of an Istio Gateway names. */
  basic?: boolean;
}

/** The keys under which Secrets hold a chain of certificates and the private key, in the order istiod looks for them. */
const PAIRS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

/** Returns what is wrong with the certificate and the private key in a Secret. Nothing of the key is in the texts. */
export function* pairFaults(secret: Resource<'Secret'>, now: Date): Generator<PairFault> {
  const {data = {}} = secret.spec;
  const pair = PAIRS.find(([certificate, key]) => data[certificate] && data[key]);
  if (!pair) {
    if (!mayBeFilled(secret)) yield unusable(secret, missingKeys(data), true);
    return;
  }
  const [chainText = '', keyText = ''] = pair.map((key) => Buffer.from(data[key] ?? '', 'base64').toString('latin1'));
  const [chainName, keyName] = pair;
  const chain = certificatesIn(chainText);
  const broken = chain.indexOf(undefined);
  if (chain.length === 0 && !isPlaceholder(chainText)) {
    yield unusable(secret, `${chainName} holds no certificate in PEM form`, true);
  }
  if (broken >= 0) yield unusable(secret, `certificate #${broken + 1} in ${chainName} is damaged`, broken === 0);
  const key = privateKeyIn(keyText);
  if (typeof key === 'string' && !isPlaceholder(keyText)) yield unusable(secret, `${keyName} ${key}`);
  for (const certificate of chain) {
    const fault = certificate && dateFault(certificate, now);
    if (fault) yield {code: 'ISTX501', parameters: [fullName(secret), subjectOf(certificate), fault]};
  }
  const [leaf] = chain;
  if (leaf && typeof key === 'object' && !isPair(leaf.publicKey, createPublicKey(key))) {
    yield {code: 'ISTX502', parameters: [fullName(secret)]};
  }
}

/** `equals` with keys of different types leaves an error in OpenSSL's queue, which breaks the next TLS connection. */
function isPair(one: KeyObject, other: KeyObject): boolean {
  return one.asymmetricKeyType === other.asymmetricKeyType && one.equals(other);
}

function unusable(secret: Resource<'Secret'>, fault: string, basic = false): PairFault {
  return {code: 'ISTX506', parameters: [fullName(secret), fault], basic};
}

/** Controllers that copy or request certificates are told so by annotations; a file holds what is there before them. */
function mayBeFilled({annotations, origin}: Resource<'Secret'>): boolean {
  return origin !== undefined && Object.keys(annotations).some((name) => !name.startsWith('kubectl.kubernetes.io/'));
}

/** Returns which keys of the pair that was probably meant are not there, or empty. */
function missingKeys(data: Readonly<Record<string, string>>): string {
  const pair = PAIRS.find((keys) => keys.some((key) => data[key])) ?? PAIRS[1];
  const states = pair.filter((key) => !data[key]).map((key) => ({key, state: key in data ? 'empty' : 'missing'}));
  return states.map(({key, state}) => `${key} is ${state}`).join(' and ');
}

/** Returns whether a text waits for a tool that puts the real one in its place. */
function isPlaceholder(text: string): boolean {
  return !text.includes('-----BEGIN ') && /^\s*[^\w\s-]|\$[{(]|\{\{/.test(text);
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Returns the certificates of a PEM text; undefined in the place of those that cannot be parsed. */
function certificatesIn(text: string): (X509Certificate | undefined)[] {
  return (text.match(CERTIFICATE) ?? []).map((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      // That it is no certificate is the answer.
      return undefined;
    }
  });
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/;

/** Returns the private key of a PEM text, or why there is none. */
function privateKeyIn(text: string): KeyObject | string {
  const block = PRIVATE_KEY.exec(text)?.[0];
  if (block === undefined) return 'holds no private key in PEM form';
  if (/ENCRYPTED/.test(block)) return 'holds an encrypted private key';
  try {
    return createPrivateKey(block);
  } catch {
    // Why it cannot be parsed might show some of it.
    return 'holds a private key that cannot be parsed';
  }
}

function dateFault({validFrom, validTo}: X509Certificate, now: Date): string | undefined {
  const [from, to] = [new Date(validFrom), new Date(validTo)];
  if (to < now) return `expired on ${to.toISOString().slice(0, 10)}`;
  return from > now ? `is valid from ${from.toISOString().slice(0, 10)} on` : undefined;
}

function subjectOf({subject, subjectAltName}: X509Certificate): string {
  return subject?.replaceAll('\n', ', ') || subjectAltName || 'no name';
}
