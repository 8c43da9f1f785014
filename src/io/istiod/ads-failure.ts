// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {connectionText} from '../connection-text.js';

/** A discovery server, as messages name it. */
export interface AdsServer {
  /** `host:port` that is dialled. */
  address: string;
  /** What it is to people: `istiod istio-system/istiod-abc` or `istiod at host:port`. */
  name: string;
}

export interface Asked {
  subject: string;
  /** Milliseconds. */
  timeout: number;
}

/** gRPC's own numbers for what a call ends with (grpc.io/docs/guides/status-codes). */
const STATUS = {DEADLINE_EXCEEDED: 4, PERMISSION_DENIED: 7, UNIMPLEMENTED: 12, UNAVAILABLE: 14, UNAUTHENTICATED: 16};

/** The error for a discovery stream that broke; undefined when it just ended without an answer. */
export function streamFailure({name}: AdsServer, {subject, timeout}: Asked, cause: Error | undefined): IstioctlError {
  if (cause === undefined) {
    const hint = 'Its log says why; an istiod that is starting or shutting down does so.';
    return new IstioctlError(`${name} ended the stream without an answer to ${subject}`, {hint});
  }
  if (cause instanceof IstioctlError) return cause;
  const details = 'details' in cause && typeof cause.details === 'string' ? cause.details : cause.message;
  switch ('code' in cause ? cause.code : undefined) {
    case STATUS.DEADLINE_EXCEEDED:
      return timedOut(name, subject, timeout, details, cause);
    case STATUS.UNAUTHENTICATED:
      return new IstioctlError(`${name} does not accept our credentials: ${details}`, {
        cause,
        hint: 'Its tokens are for service accounts of its own cluster, its certificates from its own authority: is this the right cluster?',
      });
    case STATUS.PERMISSION_DENIED:
      return new IstioctlError(`${name} forbids to ask for ${subject}: ${details}`, {
        cause,
        hint: 'istiod answers such questions to service accounts of its own namespace.',
      });
    case STATUS.UNIMPLEMENTED:
      return new IstioctlError(`${name} does not speak XDS: ${details}`, {
        cause,
        hint: 'Another program listens on that port; --xds-port and --xds-address choose another.',
      });
    case STATUS.UNAVAILABLE:
      return unavailable(name, subject, details, cause);
    default:
      return new IstioctlError(`${name} failed to answer ${subject}: ${details}`, {cause});
  }
}

function timedOut(name: string, subject: string, timeout: number, details: string, cause: Error): IstioctlError {
  const limit = `${Math.round(timeout / 100) / 10}s`;
  const hint = '--timeout gives it more time.';
  if (/waiting for (subchannel|name resolution|load balancer|ready)|connect/i.test(details)) {
    return new IstioctlError(`cannot reach ${name}: no connection within ${limit}`, {cause, hint});
  }
  return new IstioctlError(`${name} did not answer ${subject} within ${limit}`, {cause, hint});
}

function unavailable(name: string, subject: string, details: string, cause: Error): IstioctlError {
  // gRPC wraps what the socket said: "No connection established. Last error: ... Resolution note: ..."
  const said = connectionText(/Last error: (.*?)\.? ?(Resolution note:.*)?$/s.exec(details)?.[1] ?? details);
  if (/certificate|altname|self.signed|unable to (get|verify)/i.test(said)) {
    return new IstioctlError(`cannot trust ${name}: ${said}`, {
      cause,
      hint: 'Check root-cert.pem of --cert-dir; --authority says which name its certificate must have, --insecure takes any.',
    });
  }
  if (/wrong version number|packet length|EPROTO|SSL|TLS|socket disconnected before secure/i.test(said)) {
    const reason = /SSL routines:[^:]*:([^:]+)/.exec(said)?.[1] ?? said.trim();
    return new IstioctlError(`cannot set up TLS with ${name}: ${reason}`, {
      cause,
      hint: 'A port without TLS (15010 usually) takes --plaintext.',
    });
  }
  const [, reason] = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/.exec(said) ?? [];
  if (reason !== undefined || /Name resolution failed/.test(details)) {
    return new IstioctlError(`cannot reach ${name}: ${REASONS[reason ?? 'ENOTFOUND'] ?? said}`, {
      cause,
      hint: 'Is istiod running? Check the address and the port.',
    });
  }
  return new IstioctlError(`the connection to ${name} was lost before it answered ${subject}: ${said}`, {
    cause,
    hint: 'Its log says why; a port with TLS refuses --plaintext this way, and one without anything else.',
  });
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
};
