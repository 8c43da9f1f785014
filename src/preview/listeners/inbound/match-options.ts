// SPDX-License-Identifier: Apache-2.0
import type {Protocol} from '../../model/service.js';
import {isHttp} from '../../registry/protocol.js';
import type {MutualTls} from '../../security/authentication/peer.js';

/** What a filter chain takes. */
export interface MatchOption {
  handles: 'http' | 'tcp';
  transport: 'tls' | 'raw_buffer';
  alpn?: readonly string[];
  /** The chain ends mutual TLS itself; without, TLS goes through to the workload. */
  terminates?: boolean;
}

/** How a port is told apart: by its protocol, or by what comes. */
export type PortKind = 'http' | 'tcp' | 'auto';

const MTLS_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'];
const MTLS_TCP = ['istio-peer-exchange', 'istio'];
const MTLS_ANY = ['istio', 'istio-peer-exchange', ...MTLS_HTTP];
const PLAIN_HTTP = ['http/1.1', 'h2c'];

const MTLS = {transport: 'tls', terminates: true} as const;
const PLAIN = {transport: 'raw_buffer'} as const;
const FOREIGN_TLS: MatchOption = {handles: 'tcp', transport: 'tls'};

/** Filter chains of a port by what it speaks and the mode of mutual TLS: https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
const OPTIONS: Readonly<Record<PortKind, Readonly<Record<MutualTls, readonly MatchOption[]>>>> = {
  http: {
    STRICT: [{handles: 'http', ...MTLS}],
    PERMISSIVE: [
      {handles: 'http', alpn: MTLS_ANY, ...MTLS},
      {handles: 'http', ...PLAIN},
    ],
    DISABLE: [{handles: 'http', ...PLAIN}],
  },
  tcp: {
    STRICT: [{handles: 'tcp', ...MTLS}],
    PERMISSIVE: [{handles: 'tcp', alpn: MTLS_ANY, ...MTLS}, FOREIGN_TLS, {handles: 'tcp', ...PLAIN}],
    DISABLE: [{handles: 'tcp', ...PLAIN}],
  },
  auto: {
    STRICT: [
      {handles: 'http', alpn: MTLS_HTTP, ...MTLS},
      {handles: 'tcp', ...MTLS},
    ],
    PERMISSIVE: [
      {handles: 'http', alpn: MTLS_HTTP, ...MTLS},
      {handles: 'http', alpn: PLAIN_HTTP, ...PLAIN},
      {handles: 'tcp', alpn: MTLS_TCP, ...MTLS},
      {handles: 'tcp', ...PLAIN},
      FOREIGN_TLS,
    ],
    DISABLE: [
      {handles: 'http', alpn: PLAIN_HTTP, ...PLAIN},
      {handles: 'tcp', ...PLAIN},
    ],
  },
};

/** Returns what the filter chains of a port take. */
export function matchOptions(kind: PortKind, mode: MutualTls): readonly MatchOption[] {
  return OPTIONS[kind][mode];
}

const SNIFFED: readonly Protocol[] = ['Unsupported', 'HBONE', 'DoubleHBONE'];

/** Returns how a port of a protocol is told apart. */
export function portKind(protocol: Protocol): PortKind {
  if (isHttp(protocol)) return 'http';
  return SNIFFED.includes(protocol) ? 'auto' : 'tcp';
}
