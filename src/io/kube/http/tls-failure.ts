// SPDX-License-Identifier: Apache-2.0
import {X509Certificate} from 'node:crypto';
import type {ClusterOrigin} from '../cluster.js';

/** When the certificate that a server showed is good, and for which names; what a failed handshake leaves behind. */
export interface ShownCertificate {
  validFrom: string;
  validTo: string;
  names: string;
}

/** A server's certificate that is not trusted. */
export class Untrusted extends Error {
  constructor(
    readonly code: string,
    readonly shown: ShownCertificate | undefined,
    cause: Error,
  ) {
    super(cause.message, {cause});
  }
}

const UNSIGNED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'CERT_SIGNATURE_FAILURE',
];

/** Whether the code of an error says that a certificate is not trusted. */
export function isDistrust(code: string): boolean {
  return UNSIGNED.includes(code) || /^CERT_|^ERR_TLS_CERT_ALTNAME_INVALID$/.test(code);
}

/** Says what is wrong with a server's certificate and what to do. */
export function distrust(
  origin: ClusterOrigin,
  code: string,
  shown: ShownCertificate | undefined,
): {why: string; hint: string} {
  const dates = shown ? ` (valid from ${dateOf(shown.validFrom)} to ${dateOf(shown.validTo)})` : '';
  const clock = `the clock here says ${new Date().toISOString()}`;
  const check = `Check certificate-authority and tls-server-name of cluster ${origin.cluster} in the kubeconfig.`;
  if (code === 'CERT_HAS_EXPIRED') {
    return {
      why: `its certificate has expired${dates}; ${clock}`,
      hint: "Renew the server's certificate (kubeadm certs renew, or the provider's console), or correct the clock here.",
    };
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return {
      why: `its certificate is not valid yet${dates}; ${clock}`,
      hint: "Correct the clock here or on the server; else renew the server's certificate.",
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = shown?.names ? ` (it is for ${shown.names})` : '';
    return {why: `its certificate is for another host name${names}`, hint: check};
  }
  if (origin.usesSystemRoots) {
    return {
      why: 'its certificate is not signed by an authority that this system trusts, and the kubeconfig names none',
      hint: `Give cluster ${origin.cluster} a certificate-authority in the kubeconfig; without one the system's are used.`,
    };
  }
  return {why: 'its certificate is not signed by the certificate authority in the kubeconfig', hint: check};
}

/** Says in words of ours what a handshake failed of; OpenSSL's are kept for --debug. */
export function handshakeFailure(origin: ClusterOrigin, code: string, text: string): {why: string; hint: string} {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|wrong version number|packet length/i.test(`${code} ${text}`)) {
    return {
      why: 'what listens there does not speak TLS',
      hint: `If it is plain HTTP on purpose, such as kubectl proxy, the server of cluster ${origin.cluster} starts with http://; else correct its port.`,
    };
  }
  const [, alert] = /alert[ _]([a-z_ ]+)/i.exec(`${code} ${text}`) ?? [];
  if (alert !== undefined) {
    const words = alert
      .toLowerCase()
      .replaceAll('_', ' ')
      .replace(/ ssl.*$/, '')
      .trim();
    return {
      why: `the server refused the handshake: ${words}`,
      hint: `It may not accept the client certificate of user ${origin.user}: log in to the cluster again.`,
    };
  }
  return {
    why: 'the handshake failed',
    hint: 'The server may not speak TLS on this port, or refuse the client certificate of the kubeconfig; --debug shows more.',
  };
}

/** Says that the client's own certificate is past its time; undefined where it is not, or cannot be read. */
export function expiredClientCertificate(origin: ClusterOrigin, pem: unknown): string | undefined {
  if (typeof pem !== 'string' && !Buffer.isBuffer(pem)) return undefined;
  try {
    const {validTo} = new X509Certificate(pem);
    if (new Date(validTo).getTime() > Date.now()) return undefined;
    return `the client certificate of user ${JSON.stringify(origin.user)} expired on ${dateOf(validTo)}; the clock here says ${new Date().toISOString()}`;
  } catch {
    return undefined; // what the server made of it is the better message
  }
}

function dateOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString().replace('.000Z', 'Z');
}
