// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {KubeObject, ListOptions, ObjectKind} from '../cluster.js';
import {asObject} from '../http/answer.js';
import type {ApiClient} from '../http/api-client.js';
import {resume, versionOf, type WatchPlace} from '../http/resume.js';
import {pathOf, type RestMapping} from './rest-mapping.js';

/** The metadata of an object that was added, changed or deleted; `anything` where the server no longer knows what was. */
export type Change = KubeObject | 'anything';

/** What it takes to learn of changes. */
export interface ChangeWatcher {
  /**
   * Changes of a kind from the moment on in which it resolves, until the signal fires: a watch of metadata that goes on
   * where it was when the server or the network ends it. There are none of a kind that is not served or may not be
   * watched, and no more after an error that will not pass.
   */
  changes(kind: ObjectKind, options: ListOptions & {signal: AbortSignal}): Promise<AsyncIterable<Change>>;
}

/** How a server is asked for the metadata of changed objects alone. */
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

export function createChangeWatcher(client: ApiClient, mapping: RestMapping): ChangeWatcher {
  return {
    async changes(kind, {signal, namespace, ...selectors}) {
      const resource = await mapping(kind);
      if (resource === undefined) return nothing();
      const path = (more: Record<string, string>): string =>
        `${pathOf(resource, namespace)}?${new URLSearchParams({...selectors, ...more}).toString()}`;
      const place: WatchPlace = {client, kind, path, accept: METADATA, signal, version: undefined};
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

async function* changesFrom(place: WatchPlace): AsyncGenerator<Change> {
  async function* renew(): AsyncGenerator<'anything'> {
    await find(place);
    yield 'anything';
  }
  try {
    for await (const change of resume(place, renew)) {
      yield change === 'anything' ? change : asObject({...change.object, ...place.kind});
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Whoever looks at what may have changed meets the same error.
    if (error.status !== 403) yield 'anything';
  }
}

/** Finds where the collection is now. */
async function find(place: WatchPlace): Promise<void> {
  const {client, kind, signal} = place;
  const request = {method: 'GET', path: place.path({limit: '1'}), signal} as const;
  place.version = versionOf(await client.request({verb: 'list', subject: kind.kind}, request)) ?? '0';
}
