// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {authenticatorFor} from './authentication.js';
import type {ClusterOrigin} from './cluster.js';
import {brokenAnswer, connectionFailure, type Operation, statusFailure} from './failure.js';
import {type HttpAnswer, type HttpRequest, open, send} from './http.js';
import {isRecord} from './kubeconfig.js';
import type {Target} from './target.js';

/** Speaks JSON with one API server as one user. */
export interface ApiClient {
  origin: ClusterOrigin;
  /** The answer's JSON object. Throws an `ApiError` for anything else, within the request timeout. */
  request(operation: Operation, request: HttpRequest): Promise<Record<string, unknown>>;
  /** The JSON objects of an answer that is one object a line, as they come. */
  stream(operation: Operation, request: HttpRequest, signal: AbortSignal): AsyncGenerator<Record<string, unknown>>;
  close(): void;
}

/** A server that says so (429, or 503 with Retry-After) is asked again this long after, unless it names a time. */
const DEFAULT_RETRY_AFTER = 1000;

/** A server that wants to be asked again at once gets this much of a pause all the same. */
const SHORTEST_PAUSE = 100;

/** `timeout` is the time for one call in milliseconds, retries included. */
export async function createApiClient(target: Target, timeout: number): Promise<ApiClient> {
  const {origin} = target;
  const authenticator = await authenticatorFor(target);

  /** Sends once; credentials the server refuses are renewed once, since tokens expire at any time. */
  async function exchange(operation: Operation, request: HttpRequest, deadline: number): Promise<HttpAnswer> {
    const left = (): number => Math.max(1, deadline - Date.now());
    try {
      const answer = await send(origin.server, await authenticator.authenticate(), request, left());
      if (answer.status !== 401) return answer;
      authenticator.renew();
      return await send(origin.server, await authenticator.authenticate(), request, left());
    } catch (cause) {
      throw connectionFailure(origin, operation, cause);
    }
  }

  async function request(operation: Operation, request: HttpRequest): Promise<Record<string, unknown>> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const answer = await exchange(operation, request, deadline);
      if (answer.status >= 200 && answer.status < 300) return parse(origin, operation, answer);
      const wait = retryAfter(answer);
      if (wait === undefined || Date.now() + wait >= deadline) throw statusFailure(origin, operation, answer);
      await sleep(wait);
    }
  }

  async function* stream(operation: Operation, request: HttpRequest, signal: AbortSignal) {
    try {
      const incoming = await open(origin.server, await authenticator.authenticate(), request, signal);
      const status = incoming.statusCode ?? 0;
      let rest = '';
      for await (const piece of incoming.setEncoding('utf8')) {
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        if (status !== 200) continue;
        for (const line of lines) yield parse(origin, operation, {status, headers: incoming.headers, body: line});
      }
      if (status !== 200) throw statusFailure(origin, operation, {status, headers: incoming.headers, body: rest});
    } catch (cause) {
      if (!signal.aborted) throw connectionFailure(origin, operation, cause);
    }
  }

  return {origin, request, stream, close: () => authenticator.close()};
}

/** Milliseconds after which the server wants to be asked again; undefined when it does not. */
function retryAfter(answer: HttpAnswer): number | undefined {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  const named = Number.isFinite(seconds) ? Math.max(SHORTEST_PAUSE, seconds * 1000) : undefined;
  if (answer.status === 429) return named ?? DEFAULT_RETRY_AFTER;
  return answer.status >= 500 ? named : undefined;
}

function parse(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch (cause) {
    throw brokenAnswer(origin, operation, answer, cause);
  }
  if (!isRecord(value)) throw brokenAnswer(origin, operation, answer);
  return value;
}
