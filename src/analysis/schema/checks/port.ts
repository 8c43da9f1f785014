// SPDX-License-Identifier: Apache-2.0

import {error, type Problems} from '../problem.js';
import {isDnsLabel} from './domain.js';

export function portProblem(number: number): string | undefined {
  return number >= 1 && number <= 65_535 ? undefined : `port number ${number} must be in the range 1..65535`;
}

export function* port(number: number | undefined): Problems {
  const problem = portProblem(number ?? 0);
  if (problem !== undefined) yield error(problem);
}

export function* portName(name: string | undefined): Problems {
  if (!isDnsLabel(name ?? '')) yield error(`invalid port name: ${name ?? ''}`);
}

const HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS = ['https', 'tls'];
const PROTOCOLS = new Set(['tcp', 'udp', 'mongo', 'redis', 'mysql', ...HTTP, ...TLS]);

export function isKnownProtocol(protocol: string): boolean {
  return PROTOCOLS.has(protocol.toLowerCase());
}

export function isHttp(protocol: string): boolean {
  return HTTP.includes(protocol.toLowerCase());
}

export function isTls(protocol: string): boolean {
  return TLS.includes(protocol.toLowerCase());
}

/** What shares the ports of TCP: a connection does not say which host it is for. */
export function isTcp(protocol: string): boolean {
  return ['tcp', 'https', 'tls', 'mongo', 'redis', 'mysql'].includes(protocol.toLowerCase());
}

export function* protocol(name: string | undefined): Problems {
  if (name && !isKnownProtocol(name)) yield error(`unsupported protocol: ${name}`);
}
