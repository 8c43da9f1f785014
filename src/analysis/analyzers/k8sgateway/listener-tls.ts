// SPDX-License-Identifier: Apache-2.0

import {modeOf, needsCertificates} from '../../index/gateway-listeners.js';
import type {Listener, ListenerTls} from '../../model/gateway-api.js';
import type {Path} from '../../model/resource.js';

/** What is wrong with the TLS settings of a listener. */
export interface TlsFault {
  fault: string;
  effect: string;
  /** Within the listener. */
  path: Path;
}

const REFUSED = 'the API server refuses the Gateway';
const DEAD = 'the listener takes no connections';

/** More than one of each kind of key, RSA and ECDSA, has no use. */
const MOST_CERTIFICATES = 2;

/** Returns the first fault in the TLS settings of a listener: gateway-api.sigs.k8s.io, "TLS Configuration". */
export function tlsFault({protocol = '', tls}: Listener): TlsFault | undefined {
  if (!tls) {
    if (protocol === 'HTTPS') return {fault: 'protocol HTTPS needs tls', effect: DEAD, path: ['protocol']};
    return protocol === 'TLS' ? {fault: 'protocol TLS needs tls', effect: DEAD, path: ['protocol']} : undefined;
  }
  const mode = modeOf(tls);
  if (protocol === 'HTTP' || protocol === 'TCP') {
    return {fault: `protocol ${protocol} takes no tls`, effect: REFUSED, path: ['tls']};
  }
  if (mode !== 'Terminate' && mode !== 'Passthrough') {
    return {fault: `mode "${mode}" is unknown`, effect: REFUSED, path: ['tls', 'mode']};
  }
  if (needsCertificates(tls)) return certificateFault(tls);
  if (mode === 'Terminate' || protocol !== 'HTTPS') return undefined;
  const fault = 'protocol HTTPS takes mode Terminate only; Passthrough goes with protocol TLS';
  return {fault, effect: REFUSED, path: ['tls', 'mode']};
}

function certificateFault({certificateRefs = [], options = {}}: ListenerTls): TlsFault | undefined {
  if (certificateRefs.length === 0) {
    const effect = Object.keys(options).length === 0 ? REFUSED : DEAD;
    return {fault: 'mode Terminate needs certificateRefs', effect, path: ['tls']};
  }
  if (certificateRefs.length <= MOST_CERTIFICATES) return undefined;
  const fault = `Istio takes no more than ${MOST_CERTIFICATES} certificateRefs`;
  return {fault, effect: DEAD, path: ['tls', 'certificateRefs', MOST_CERTIFICATES, 'name']};
}
