// SPDX-License-Identifier: Apache-2.0
import type {IncomingMessage} from 'node:http';
import type {RequestOptions} from 'node:https';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ClusterOrigin} from '../cluster.js';
import type {Authenticator} from '../config/authentication.js';
import {connectionFailure, type Operation, statusFailure} from './failure.js';
import {foreignRefusal, foreignSuccess, foreignUpgrade} from './foreign.js';
import {type HttpAnswer, type HttpRequest, open, Stalled} from './http.js';
import {parseAnswer, retryAfter} from './http-answer.js';
import {NotUpgraded} from './upgrade.js';

/** What goes on for longer than a request. */
export interface ApiStreams {
  /** The JSON objects of an answer that is one object a line, as they come. */
  stream(operation: Operation, request: HttpRequest, signal: AbortSignal): AsyncGenerator<Record<string, unknown>>;
  /** The text of an answer, as it comes. */
  text(operation: Operation, request: HttpRequest, limits: TextLimits): AsyncGenerator<string>;
  /** Makes a connection that speaks something else than HTTP, trying again as for a request. */
  upgrade<T>(operation: Operation, attempt: Attempt<T>): Promise<T>;
}

export interface TextLimits {
  signal: AbortSignal;
  /** Milliseconds between two pieces, and until the first; none when left out. */
  silence?: number | undefined;
}

type Attempt<T> = (server: string, options: RequestOptions, timeout: number) => Promise<T>;

/** Who asks whom; `timeout` is the time to connect in milliseconds. */
interface Caller {
  origin: ClusterOrigin;
  authenticator: Authenticator;
  timeout: number;
}

export function createApiStreams(caller: Caller): ApiStreams {
  return {
    stream: (operation, request, signal) => stream(caller, operation, request, signal),
    text: (operation, request, limits) => text(caller, operation, request, limits),
    upgrade: (operation, attempt) => upgrade(caller, operation, attempt),
  };
}

async function* stream(caller: Caller, operation: Operation, request: HttpRequest, signal: AbortSignal) {
  const {origin} = caller;
  try {
    const incoming = await openAsUser(caller, request, signal);
    const status = incoming.statusCode ?? 0;
    let rest = '';
    for await (const piece of incoming.setEncoding('utf8')) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      if (status !== 200) continue;
      for (const line of lines) yield parseAnswer(origin, operation, {status, headers: incoming.headers, body: line});
    }
    if (status !== 200) throw refusal(origin, operation, {status, headers: incoming.headers, body: rest});
  } catch (cause) {
    if (!signal.aborted) throw connectionFailure(origin, operation, cause);
  }
}

/** Credentials the server refuses are renewed once, since tokens expire at any time. */
async function openAsUser(caller: Caller, request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const {origin, authenticator, timeout} = caller;
  const once = async () => open(origin.server, await authenticator.authenticate(), request, signal, timeout);
  const incoming = await once();
  if (incoming.statusCode !== 401) return incoming;
  incoming.resume();
  authenticator.renew();
  return once();
}

async function* text(caller: Caller, operation: Operation, request: HttpRequest, {signal, silence}: TextLimits) {
  const {origin} = caller;
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  let phase: Stalled['phase'] = 'answer';
  const stalled = (): void => late.abort(new Stalled(phase, silence ?? 0));
  const timer = silence === undefined ? undefined : setTimeout(stalled, silence);
  try {
    const incoming = await openAsUser(caller, request, either);
    const status = incoming.statusCode ?? 0;
    phase = 'rest of the answer';
    const page = foreignSuccess(origin, operation, {status, headers: incoming.headers, body: ''}, undefined);
    if (page && status === 200) throw page;
    let body = '';
    for await (const piece of incoming.setEncoding('utf8')) {
      timer?.refresh();
      if (status === 200) yield String(piece);
      else body += piece;
    }
    if (status !== 200) throw refusal(origin, operation, {status, headers: incoming.headers, body});
  } catch (cause) {
    if (!signal.aborted) throw connectionFailure(origin, operation, late.signal.aborted ? late.signal.reason : cause);
  } finally {
    clearTimeout(timer);
  }
}

function refusal(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): Error {
  return foreignRefusal(origin, operation, answer) ?? statusFailure(origin, operation, answer);
}

async function upgrade<T>(
  {origin, authenticator, timeout}: Caller,
  operation: Operation,
  attempt: Attempt<T>,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (let renewed = false; ; ) {
    try {
      const left = Math.max(1, deadline - Date.now());
      return await attempt(origin.server, await authenticator.authenticate(), left);
    } catch (cause) {
      if (!(cause instanceof NotUpgraded)) throw connectionFailure(origin, operation, cause);
      const wait = retryAfter(cause.answer);
      if (cause.answer.status === 401 && !renewed) {
        renewed = true;
        authenticator.renew();
      } else if (wait === undefined || Date.now() + wait >= deadline) {
        throw foreignUpgrade(origin, operation, cause.answer) ?? statusFailure(origin, operation, cause.answer);
      } else await sleep(wait);
    }
  }
}
