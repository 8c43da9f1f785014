// SPDX-License-Identifier: Apache-2.0
import {selfSigned as certified, type Validity} from '../../envoy-server/certificates.js';

export interface Pair {
  cert: string;
  key: string;
}

/** From and until when a certificate is good. */
export const GOOD: Validity = {from: Date.UTC(2020, 0), until: Date.UTC(2099, 0)};
export const PAST: Validity = {from: Date.UTC(2020, 0), until: Date.UTC(2021, 0)};
export const FUTURE: Validity = {from: Date.UTC(2098, 0), until: Date.UTC(2099, 0)};

/** A certificate that signs itself, for `IP:127.0.0.1` or `DNS:other.example.com`. */
export function selfSigned(name: string, validity: Validity): Pair {
  const [kind, value = ''] = name.split(':');
  const names = kind === 'IP' ? {ips: [value]} : {dns: [value]};
  const {certificate, key} = certified('misfortune', {...names, ...validity});
  return {cert: certificate, key: String(key.export({type: 'pkcs8', format: 'pem'}))};
}
