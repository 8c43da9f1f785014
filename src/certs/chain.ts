// SPDX-License-Identifier: Apache-2.0
import {X509Certificate} from 'node:crypto';

/** A certificate as far as its place in a chain, its time and its names are concerned. Keys are never part of it. */
export interface ChainCertificate {
  x509: X509Certificate;
  /** SHA-256, lower-case hexadecimal. */
  fingerprint: string;
  notBefore: Date;
  notAfter: Date;
  /** SPIFFE IDs and DNS names. */
  names: string[];
  /** Host of its SPIFFE ID; empty without one. */
  trustDomain: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text in their order; `unreadable` counts blocks that are none. Everything else is passed over. */
export function readChain(pem: string): {certificates: ChainCertificate[]; unreadable: number} {
  const blocks = pem.match(CERTIFICATE) ?? [];
  const certificates = blocks.map(readBlock).filter((certificate) => certificate !== undefined);
  return {certificates, unreadable: blocks.length - certificates.length};
}

function readBlock(block: string): ChainCertificate | undefined {
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(block);
  } catch {
    return undefined; // counted by the caller
  }
  const names = [...(x509.subjectAltName ?? '').matchAll(/(?:URI|DNS|IP Address):"?([^,"]+)/g)].map(
    ([, name = '']) => name,
  );
  const spiffe = names.findLast((name) => name.startsWith('spiffe://'));
  return {
    x509,
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
    names,
    trustDomain: spiffe?.split('/')[2] ?? '',
  };
}

/** From a leaf up to the authority that ends the chain. */
export type Path = readonly ChainCertificate[];

/** Longer chains are given up: certificates may issue each other in circles. */
const LONGEST = 10;

/**
 * The way from the first certificate to one of the roots, over the others; of several the one that holds longest, since
 * a peer takes any. Undefined where none leads there. Signatures are checked, times are not
 * (RFC 5280 §6.1, path validation without policies).
 */
export function pathToRoot(chain: readonly ChainCertificate[], roots: readonly ChainCertificate[]): Path | undefined {
  const [leaf] = chain;
  if (!leaf) return undefined;
  return longestLasting(waysUp([leaf], chain, roots));
}

/** As far as a chain leads by itself: a public authority is not part of what a server sends. */
export function pathAlone(chain: readonly ChainCertificate[]): Path {
  const path: ChainCertificate[] = chain.slice(0, 1);
  for (let at = path[0]; at && path.length < LONGEST; at = path.at(-1)) {
    const current = at;
    const next = chain.find((other) => !path.includes(other) && isIssuedBy(current, other));
    if (!next) break;
    path.push(next);
  }
  return path;
}

function* waysUp(
  path: ChainCertificate[],
  chain: readonly ChainCertificate[],
  roots: readonly ChainCertificate[],
): Generator<Path> {
  const last = path.at(-1);
  if (!last || path.length > LONGEST) return;
  if (roots.some(({fingerprint}) => fingerprint === last.fingerprint)) yield [...path];
  for (const root of roots) if (root.fingerprint !== last.fingerprint && isIssuedBy(last, root)) yield [...path, root];
  for (const next of chain) {
    const isNew = path.every(({fingerprint}) => fingerprint !== next.fingerprint);
    if (isNew && isIssuedBy(last, next)) yield* waysUp([...path, next], chain, roots);
  }
}

function longestLasting(paths: Iterable<Path>): Path | undefined {
  let best: Path | undefined;
  for (const path of paths) if (!best || firstToEnd(path).notAfter > firstToEnd(best).notAfter) best = path;
  return best;
}

function isIssuedBy({x509}: ChainCertificate, issuer: ChainCertificate): boolean {
  try {
    return x509.checkIssued(issuer.x509) && x509.verify(issuer.x509.publicKey);
  } catch {
    return false; // a key that OpenSSL does not know signs nothing here
  }
}

/** The certificate of a path that expires first. Throws a RangeError for an empty one. */
export function firstToEnd(path: Path): ChainCertificate {
  return path.reduce((first, each) => (each.notAfter < first.notAfter ? each : first));
}
