// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../../errors.js';
import {ApiError} from '../../../kube/api-error.js';
import {connectionText} from '../../connection-text.js';
import type {ClusterOrigin} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {type HttpAnswer, Stalled} from './http.js';
import {distrust, expiredClientCertificate, handshakeFailure, isDistrust, Untrusted} from './tls-failure.js';

/** What a request was for; messages name it. */
export interface Operation {
  /** The API's verb, as RBAC rules have it. */
  verb: string;
  /** `Deployment/istio-system/istiod`, `Deployment` for a list, or a path. */
  subject: string;
}

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
};

/** The cluster, its address and the proxy on the way, for the place in a message. */
export function placeOf({cluster, server, proxy}: ClusterOrigin): string {
  const through = proxy === undefined ? '' : ` through proxy ${proxy.url} from ${proxy.source}`;
  return `cluster ${JSON.stringify(cluster)} (${server}${through})`;
}

/** The error for a request that got no answer, or half of one. */
export function connectionFailure(origin: ClusterOrigin, operation: Operation, cause: unknown): IstioctlError {
  if (cause instanceof IstioctlError) return cause;
  const at = placeOf(origin);
  if (cause instanceof Stalled) return stallFailure(origin, at, operation, cause);
  const text = connectionText(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : codeIn(text);
  if (isDistrust(code)) {
    const {why, hint} = distrust(origin, code, cause instanceof Untrusted ? cause.shown : undefined);
    return new ApiError(`cannot trust ${at}: ${why}; ${from(origin)}`, {cause, transient: false, hint});
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL')) {
    const {why, hint} = handshakeFailure(origin, code, text);
    return new ApiError(`cannot set up TLS with ${at}: ${why}; ${from(origin)}`, {cause, transient: false, hint});
  }
  const refusal = origin.proxy === undefined ? undefined : proxyRefusal(text, code);
  if (refusal !== undefined) {
    const {why, hint, transient} = refusal;
    return new ApiError(`cannot reach ${at}: ${why}; ${from(origin)}`, {cause, transient, hint});
  }
  if (code.startsWith('HPE_')) {
    return new ApiError(`${at} answered something that is not HTTP; ${from(origin)}`, {
      cause,
      transient: false,
      hint: 'Something else than a Kubernetes API server listens there, or a proxy on the way answers for it.',
    });
  }
  return new ApiError(`cannot reach ${at}: ${NETWORK[code] ?? text}; ${from(origin)}`, {
    cause,
    transient: true,
    hint:
      origin.proxy === undefined ? ELSEWHERE : `${PROXY} ${origin.proxy.source}, or except the server with NO_PROXY.`,
  });
}

/** The library for SOCKS keeps of an error its text alone. */
function codeIn(text: string): string {
  return /^connect (E[A-Z_]+)/.exec(text)?.[1] ?? '';
}

const ELSEWHERE =
  'Is the cluster running? Check the server address, VPN and proxy, or choose another context with --context.';
const PROXY = 'Is the proxy running, and does it let you through to the cluster? Correct';

/** What a proxy answers instead of a connection, in the words of the libraries that speak with it. */
function proxyRefusal(text: string, code: string): {why: string; hint: string; transient: boolean} | undefined {
  const [, status] = /^Bad response: (\d+)/.exec(text) ?? [];
  if (status === '407' || /authentication failed|no acceptable auth/i.test(text)) {
    const said = status === undefined ? '' : ' (HTTP 407)';
    return {
      why: `the proxy wants credentials, or others than it was given${said}`,
      hint: 'Put them into its URL, as in http://USER:PASSWORD@HOST:PORT.',
      transient: false,
    };
  }
  if (status !== undefined) {
    const hint = 'See what the proxy lets through, or except the server with NO_PROXY.';
    return {why: `the proxy refused to connect (HTTP ${status})`, hint, transient: Number(status) >= 500};
  }
  if (/^socks|proxy/i.test(text) && NETWORK[code] === undefined) {
    const hint = 'See whether it is a SOCKS proxy of that version, and what it lets through.';
    return {why: `the proxy refused to connect (${text})`, hint, transient: true};
  }
  return undefined;
}

function stallFailure(origin: ClusterOrigin, at: string, operation: Operation, cause: Stalled): ApiError {
  const limit = `${Math.round(cause.milliseconds / 100) / 10}s`;
  const message =
    cause.phase === 'connection'
      ? `cannot reach ${at}: no connection within ${limit}; ${from(origin)}`
      : `${at} did not send the ${cause.phase} to ${operation.verb} ${operation.subject} within ${limit}; ${from(origin)}`;
  return new ApiError(message, {
    cause,
    transient: true,
    hint: 'Check VPN, firewall and proxy; --kubeclient-timeout gives the server more time.',
  });
}

/** The error for an answer that is not a success; Kubernetes says in a Status object what was wrong. */
export function statusFailure(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): ApiError {
  const status = statusOf(answer.body);
  const at = `cluster ${JSON.stringify(origin.cluster)}`;
  const said = status.message ?? `HTTP ${answer.status} ${firstLine(answer.body)}`.trim();
  const details = {
    status: answer.status,
    ...(status.reason !== undefined && {reason: status.reason}),
    ...(status.continueWith !== undefined && {continueWith: status.continueWith}),
  };
  const doing = `${operation.verb} ${operation.subject}`;
  switch (answer.status) {
    case 401:
      return refusedCredentials(origin, answer, undefined);
    case 403:
      return new ApiError(`${at} forbids to ${doing}: ${said}; ${from(origin)}`, {
        ...details,
        transient: false,
        ...rightToAskFor(said),
      });
    case 429:
      return new ApiError(`${at} is overloaded and turned ${doing} away: ${said}; ${from(origin)}`, {
        ...details,
        transient: true,
        hint: 'Try again later, or give the server more time with --kubeclient-timeout.',
      });
    default:
      if (answer.status < 500) return new ApiError(`cannot ${doing}: ${said}`, {...details, transient: false});
      return new ApiError(`${at} failed to ${doing}: ${said}; ${from(origin)}`, {
        ...details,
        ...troubleBehind(said),
      });
  }
}

/** The error for credentials that the server refuses; a client certificate that is past its time is why. */
export function refusedCredentials(origin: ClusterOrigin, answer: HttpAnswer, certificate: unknown): ApiError {
  const expired = expiredClientCertificate(origin, certificate);
  const why = expired === undefined ? '' : `: ${expired}`;
  const {reason} = statusOf(answer.body);
  return new ApiError(
    `cluster ${JSON.stringify(origin.cluster)} does not accept the credentials of user ${JSON.stringify(origin.user)}${why}; ${from(origin)}`,
    {
      status: answer.status,
      ...(reason !== undefined && {reason}),
      transient: false,
      hint: 'Log in to the cluster again, or choose another context with --context.',
    },
  );
}

/** What an answer of 500 and more means; some of these the API server will never answer otherwise. */
const TROUBLES: [said: RegExp, transient: boolean, hint: string][] = [
  [
    /failed to create typed patch object/,
    false,
    'The object has a field that its kind does not have, or a value of another type.',
  ],
  [
    /database space exceeded/,
    false,
    'etcd is full and takes no writes: compact and defragment it or raise its quota, then repeat the command.',
  ],
  [/error dialing backend/, true, "The API server does not reach the kubelet of the pod's node; is the node ready?"],
  [
    /failed calling webhook|failed to call webhook/,
    true,
    'An admission webhook does not answer: see that its Service runs, or remove its configuration if it is a leftover.',
  ],
];

function troubleBehind(said: string): {transient: boolean; hint: string} {
  const [
    ,
    transient = true,
    hint = 'The API server or what stands behind it (etcd, a webhook) has trouble; try again.',
  ] = TROUBLES.find(([pattern]) => pattern.test(said)) ?? [];
  return {transient, hint};
}

/** The error for a success whose body is not the JSON it should be. */
export function brokenAnswer(
  origin: ClusterOrigin,
  operation: Operation,
  answer: HttpAnswer,
  cause?: unknown,
): ApiError {
  const at = placeOf(origin);
  const coding = answer.headers['content-encoding'];
  const encoding = coding === undefined ? '' : `, encoded as ${coding}, which was not asked for`;
  const what = `${Buffer.byteLength(answer.body)} bytes of ${answer.headers['content-type'] ?? 'no type'}${encoding}`;
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new ApiError(
    `${at} answered ${operation.verb} ${operation.subject} with broken JSON (${what})${why}; ${from(origin)}`,
    {
      cause,
      status: answer.status,
      transient: true,
      hint: 'The answer was cut off, or something else than a Kubernetes API server listens there.',
    },
  );
}

/** Where a failure was, for the end of a message. */
export function from(origin: ClusterOrigin): string {
  return `context ${origin.context} from ${origin.source}`;
}

const MISSING_RIGHT = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;

/** For what RBAC refused, the rule to ask for; admission plugins forbid too, and no rule helps against those. */
function rightToAskFor(said: string): {hint?: string} {
  if (/cannot get path "/.test(said))
    return {hint: 'Ask for the ClusterRole system:discovery, by which users see what the API server has.'};
  const [, verb, resource, group, namespace] = MISSING_RIGHT.exec(said) ?? [];
  if (verb === undefined) return {};
  const rule = `apiGroups: [${JSON.stringify(group)}], resources: [${JSON.stringify(resource)}], verbs: [${JSON.stringify(verb)}]`;
  // A namespace that is not there yet has no room for a Role.
  const wide = namespace === undefined || resource === 'namespaces';
  const where = wide ? 'a ClusterRole' : `a Role in namespace ${namespace}`;
  return {hint: `Ask for this rule in ${where}: {${rule}}.`};
}

function statusOf(body: string): {message?: string; reason?: string; continueWith?: string} {
  let status: unknown;
  try {
    status = JSON.parse(body);
  } catch {
    return {}; // not Kubernetes that answered: the status code has to do
  }
  if (!isRecord(status)) return {};
  const {message, reason, metadata} = status;
  const token = isRecord(metadata) ? metadata['continue'] : undefined;
  return {
    ...(typeof message === 'string' && message !== '' && {message: message.trim()}),
    ...(typeof reason === 'string' && {reason}),
    ...(typeof token === 'string' && token !== '' && {continueWith: token}),
  };
}

function firstLine(body: string): string {
  if (/^\s*<(?:!doctype|html)/i.test(body)) return '(an HTML page)';
  return body.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
