// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../../errors.js';
import {connectionText} from '../../connection-text.js';
import type {ClusterOrigin} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {ApiError} from './api-error.js';
import {type HttpAnswer, Stalled} from './http.js';

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

const CERTIFICATES: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the certificate authority in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the certificate authority in the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the certificate authority in the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the certificate authority in the kubeconfig',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the certificate authority in the kubeconfig',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

/** The error for a request that got no answer, or half of one. */
export function connectionFailure(origin: ClusterOrigin, operation: Operation, cause: unknown): IstioctlError {
  if (cause instanceof IstioctlError) return cause;
  const at = `cluster ${JSON.stringify(origin.cluster)} (${origin.server})`;
  if (cause instanceof Stalled) return stallFailure(origin, at, operation, cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const text = connectionText(cause);
  const certificate = CERTIFICATES[code];
  if (certificate !== undefined) {
    return new ApiError(`cannot trust ${at}: ${certificate}; ${from(origin)}`, {
      cause,
      transient: false,
      hint: `Check certificate-authority and tls-server-name of cluster ${origin.cluster} in the kubeconfig.`,
    });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL')) {
    return new ApiError(`cannot set up TLS with ${at}: ${text.trim()}; ${from(origin)}`, {
      cause,
      transient: false,
      hint: 'The server may not speak TLS on this port, or refuse the client certificate of the kubeconfig.',
    });
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
    hint: 'Is the cluster running? Check the server address, VPN and proxy, or choose another context with --context.',
  });
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
      return new ApiError(
        `${at} does not accept the credentials of user ${JSON.stringify(origin.user)}; ${from(origin)}`,
        {
          ...details,
          transient: false,
          hint: 'Log in to the cluster again, or choose another context with --context.',
        },
      );
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
  const at = `cluster ${JSON.stringify(origin.cluster)} (${origin.server})`;
  const what = `${Buffer.byteLength(answer.body)} bytes of ${answer.headers['content-type'] ?? 'no type'}`;
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
  return body.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
