// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {waitingFor} from '../../../waiting.js';
import type {ClusterOrigin} from '../cluster.js';
import {type AuthenticatorOptions, authenticatorFor, proxyOf} from '../config/authentication.js';
import {maskedUrl} from '../config/masked.js';
import type {Target} from '../config/target.js';
import {type ApiStreams, createApiStreams} from './api-streams.js';
import {connectionFailure, type Operation, placeOf, refusedCredentials, statusFailure} from './failure.js';
import {foreignRefusal, foreignSuccess} from './foreign.js';
import {type HttpAnswer, type HttpRequest, Stalled, send} from './http.js';
import {parseAnswer, retryAfter} from './http-answer.js';

/** Speaks JSON with one API server as one user. */
export interface ApiClient extends ApiStreams {
  origin: ClusterOrigin;
  /** The answer's JSON object. Throws an `ApiError` for anything else, within the request timeout. */
  request(operation: Operation, request: HttpRequest): Promise<Record<string, unknown>>;
  /** Milliseconds for one call. */
  timeout: number;
  close(): void;
}

/** `timeout` is the time for one call in milliseconds, retries included. */
export async function createApiClient(
  target: Target,
  {timeout, connections, say}: AuthenticatorOptions,
): Promise<ApiClient> {
  const proxy = proxyOf(target);
  const origin: ClusterOrigin = {
    ...target.origin,
    ...(proxy && {proxy: {...proxy, url: maskedUrl(proxy.url)}}),
    usesSystemRoots: !(target.cluster['certificate-authority'] || target.cluster['certificate-authority-data']),
  };
  const authenticator = await authenticatorFor({...target, origin}, {timeout, connections, say});

  /** Sends once; credentials the server refuses are renewed once, since tokens expire at any time. */
  async function exchange(operation: Operation, request: HttpRequest, deadline: number): Promise<HttpAnswer> {
    const left = (): number => Math.max(1, deadline - Date.now());
    try {
      const answer = await send(origin.server, await authenticator.authenticate(), request, left());
      if (answer.status !== 401) return answer;
      authenticator.renew();
      return await send(origin.server, await authenticator.authenticate(), request, left());
    } catch (cause) {
      // A retry has less than the whole time; whoever reads the message set the whole.
      const stalled = cause instanceof Stalled ? new Stalled(cause.phase, timeout) : cause;
      throw connectionFailure(origin, operation, stalled);
    }
  }

  async function refusal(operation: Operation, answer: HttpAnswer): Promise<Error> {
    if (answer.status === 401) return refusedCredentials(origin, answer, (await authenticator.authenticate()).cert);
    return foreignRefusal(origin, operation, answer) ?? statusFailure(origin, operation, answer);
  }

  function request(operation: Operation, request: HttpRequest): Promise<Record<string, unknown>> {
    const what = `${operation.verb} ${operation.subject} from ${placeOf(origin)}`;
    return waitingFor(what, () => answered(operation, request));
  }

  async function answered(operation: Operation, request: HttpRequest): Promise<Record<string, unknown>> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const answer = await exchange(operation, request, deadline);
      if (answer.status >= 200 && answer.status < 300) {
        const value = parseAnswer(origin, operation, answer);
        const foreign = foreignSuccess(origin, operation, answer, value);
        if (foreign) throw foreign;
        return value;
      }
      const wait = retryAfter(answer);
      if (wait === undefined || Date.now() + wait >= deadline) throw await refusal(operation, answer);
      await sleep(wait);
    }
  }

  const streams = createApiStreams({origin, authenticator, timeout});
  return {origin, request, ...streams, timeout, close: () => authenticator.close()};
}
