// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {asObject} from './answer.js';
import type {ApiClient} from './api-client.js';
import {ApiError} from './api-error.js';
import type {KubeObject, ListOptions, ObjectKind} from './cluster.js';
import {mapField, textField} from './fields.js';
import {pathOf, type RestMapping} from './rest-mapping.js';

/** The metadata of an object that was added, changed or deleted; `anything` where the server no longer knows what was. */
export type Change = KubeObject | 'anything';

/** What it takes to learn of changes. */
export interface ChangeWatcher {
  /**
   * Changes of a kind from the moment on in which it resolves, until the signal fires: a watch of metadata that goes on
   * where it was when the server or the network ends it. There are none of a kind that is not served or may not be
   * watched.
   */
  changes(kind: ObjectKind, options: ListOptions & {signal: AbortSignal}): Promise<AsyncIterable<Change>>;
}

/** How a server is asked for the metadata of changed objects alone. */
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** Milliseconds before a server that cannot be reached is asked again. */
const PAUSE = 1000;

export function createChangeWatcher(client: ApiClient, mapping: RestMapping): ChangeWatcher {
  return {
    async changes(kind, {signal, namespace, ...selectors}) {
      const resource = await mapping(kind);
      if (resource === undefined) return nothing();
      const path = (more: Record<string, string>): string =>
        `${pathOf(resource, namespace)}?${new URLSearchParams({...selectors, ...more}).toString()}`;
      const place: WatchPlace = {client, kind, path, signal, version: undefined};
      try {
        await find(place);
      } catch (error) {
        if (error instanceof ApiError && error.status === 403) return nothing();
        throw error;
      }
      return changesFrom(place);
    },
  };
}

async function* nothing(): AsyncGenerator<Change> {}

/** Where a watch is, and how it goes on. */
interface WatchPlace {
  client: ApiClient;
  kind: ObjectKind;
  /** The collection's path with these parameters. */
  path(parameters: Record<string, string>): string;
  signal: AbortSignal;
  /** Of the last change that was seen; undefined where the server has forgotten it. */
  version: string | undefined;
}

async function* changesFrom(place: WatchPlace): AsyncGenerator<Change> {
  const {signal} = place;
  while (!signal.aborted) {
    try {
      if (place.version === undefined) {
        await find(place);
        yield 'anything';
      }
      yield* oneWatch(place);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 410) place.version = undefined;
      else if (!error.transient) return;
      else await sleep(PAUSE, undefined, {signal}).catch(() => {});
    }
  }
}

/** Until the server or the network ends it. */
async function* oneWatch(place: WatchPlace): AsyncGenerator<Change> {
  const {client, kind, signal, version = ''} = place;
  const path = place.path({watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version});
  const request = {method: 'GET', path, accept: METADATA} as const;
  for await (const {type, object} of client.stream({verb: 'watch', subject: kind.kind}, request, signal)) {
    // The usual error is that the version is too old.
    place.version = type === 'ERROR' ? undefined : versionOf(object);
    if (place.version === undefined) return;
    if (type !== 'BOOKMARK') yield asObject({...mapField({object}, 'object'), ...kind});
  }
}

/** Finds where the collection is now. */
async function find(place: WatchPlace): Promise<void> {
  const {client, kind, signal} = place;
  const request = {method: 'GET', path: place.path({limit: '1'}), signal} as const;
  place.version = versionOf(await client.request({verb: 'list', subject: kind.kind}, request)) ?? '0';
}

function versionOf(object: unknown): string | undefined {
  return textField(mapField(mapField({object}, 'object') ?? {}, 'metadata') ?? {}, 'resourceVersion');
}
