// SPDX-License-Identifier: Apache-2.0
import {X509Certificate} from 'node:crypto';

export interface Certificate {
  authority: boolean;
  /** Lower-case hexadecimal, at least 32 digits. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  /** Host of the last SPIFFE URI among its names; empty without one. */
  trustDomain: string;
}

const BLOCK = /-----BEGIN [^-\n]*-----[\s\S]*?-----END [^-\n]*-----/g;

/** The blocks of a PEM text. */
export function pemBlocks(pem: string): string[] {
  return pem.match(BLOCK) ?? [];
}

/** The first certificate of a PEM text; undefined where it has none that can be read. */
export function readCertificate(pem: string): Certificate | undefined {
  const [block] = pemBlocks(pem);
  return block === undefined ? undefined : readBlock(block);
}

/** All certificates of a PEM text, what cannot be read left out. */
export function readCertificates(pem: string): Certificate[] {
  return pemBlocks(pem)
    .map(readBlock)
    .filter((certificate) => certificate !== undefined);
}

function readBlock(block: string): Certificate | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(block);
  } catch {
    // What is no certificate is shown as a secret without one.
    return undefined;
  }
  return {
    authority: certificate.ca,
    serial: certificate.serialNumber.toLowerCase().padStart(32, '0'),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    trustDomain: /.*URI:"?spiffe:\/\/([^/,"]*)/.exec(certificate.subjectAltName ?? '')?.[1] ?? '',
  };
}

/** Whether a certificate holds at a time. */
export function holdsAt({notBefore, notAfter}: Pick<Certificate, 'notBefore' | 'notAfter'>, time: Date): boolean {
  return notBefore < time && time < notAfter;
}
