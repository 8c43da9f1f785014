// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {ApiError} from '../../../kube/api-error.js';
import {timeLimit} from '../../../time-limit.js';
import type {ObjectKind} from '../cluster.js';
import {mapField, textField} from '../verbs/fields.js';
import type {ApiClient} from './api-client.js';
import {statusFailure} from './failure.js';

/** Where a watch is, and how it goes on. */
export interface WatchPlace {
  client: Pick<ApiClient, 'origin' | 'request' | 'stream'>;
  kind: ObjectKind;
  /** The collection's path with these parameters. */
  path(parameters: Record<string, string>): string;
  /** Media types of the events; JSON when left out. */
  accept?: string;
  signal: AbortSignal;
  /** Of the last change that was seen; undefined where the server has forgotten it. */
  version: string | undefined;
}

/** What happened to an object, as the server tells it. */
export interface RawEvent {
  type: string;
  object: Record<string, unknown>;
}

/** Seconds after which the server is to end a watch, and how much longer a connection may be silent that is dead. */
const [LASTS, LATE] = [300, 30];

/** Waits that long, in milliseconds, or until the signal fires. */
type Pause = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/** Milliseconds before a server is asked again that told nothing, doubled with each such answer up to the longest. */
const [PAUSE, LONGEST_PAUSE] = [250, 30_000];

/**
 * The changes of a collection from a version on, until the signal fires. A watch that the server or the network ends
 * goes on where it was, and after a failure that may pass it is tried again, less and less often. Where the server has
 * forgotten the version, `renew` finds the new one and tells what was missed; it is tried again as a watch is. Throws an
 * {@link ApiError} that will not pass (Kubernetes API concepts, "Efficient detection of changes").
 */
export async function* resume<T>(
  place: WatchPlace,
  renew: () => AsyncIterable<T>,
  pause: Pause = (milliseconds, signal) => sleep(milliseconds, undefined, {signal}),
): AsyncGenerator<RawEvent | T> {
  const {signal} = place;
  for (let vain = 0; !signal.aborted; vain++) {
    if (vain > 0) await pause(Math.min(PAUSE * 2 ** (vain - 1), LONGEST_PAUSE), signal).catch(() => {});
    const before = place.version;
    try {
      if (before === undefined) yield* renew();
      yield* oneWatch(place);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 410) place.version = undefined;
      else if (!error.transient) throw error;
    }
    if (place.version !== undefined && place.version !== before) vain = -1;
  }
}

/** Until the server or the network ends it. */
async function* oneWatch(place: WatchPlace): AsyncGenerator<RawEvent> {
  const {client, kind, accept, version = ''} = place;
  const operation = {verb: 'watch', subject: kind.kind};
  const parameters = {watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: String(LASTS)};
  const path = place.path({...parameters, resourceVersion: version});
  // Nothing else tells of a connection whose other end has gone without a word.
  const silence = timeLimit((LASTS + LATE) * 1000);
  const signal = AbortSignal.any([place.signal, silence.signal]);
  try {
    for await (const event of client.stream(operation, {method: 'GET', path, accept}, signal)) {
      const type = textField(event, 'type') ?? '';
      const object = mapField(event, 'object') ?? {};
      if (type === 'ERROR') {
        const {code} = object;
        const answer = {status: typeof code === 'number' ? code : 410, headers: {}, body: JSON.stringify(object)};
        throw statusFailure(client.origin, operation, answer);
      }
      place.version = versionOf(object);
      if (place.version === undefined) return;
      if (type !== 'BOOKMARK') yield {type, object};
    }
  } finally {
    silence.clear();
  }
}

/** The resource version of an object or a list. */
export function versionOf(object: Record<string, unknown>): string | undefined {
  return textField(mapField(object, 'metadata') ?? {}, 'resourceVersion');
}
