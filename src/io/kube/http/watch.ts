// SPDX-License-Identifier: Apache-2.0

import type {KubeObject, ListOptions, ObjectKind, WatchEvent} from '../cluster.js';
import {pathOf, type RestMapping} from '../verbs/rest-mapping.js';
import {asObject, existing} from './answer.js';
import type {ApiClient} from './api-client.js';
import {answersOf, listQuery} from './pages.js';
import {resume, versionOf, type WatchPlace} from './resume.js';

/** The objects of a kind that are there, as added, and then what happens to them; see `Cluster.watch`. */
export async function* watch(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  {signal, ...options}: ListOptions & {signal: AbortSignal},
): AsyncGenerator<WatchEvent> {
  const resource = await existing(mapping, kind);
  const path = (more: Record<string, string>): string =>
    `${pathOf(resource, options.namespace)}?${listQuery(options, more).toString()}`;
  const place: WatchPlace = {client, kind, path, signal, version: undefined};
  const known = new Map<string, KubeObject>();

  /** Lists all and tells how it differs from what is known. */
  async function* renew(): AsyncGenerator<WatchEvent> {
    const gone = new Map(known);
    let start: string | undefined;
    for await (const {objects, version} of answersOf(client, mapping, kind, {...options, signal})) {
      // Of pages that are not of one moment the first counts: what comes twice does no harm.
      start ??= version;
      for (const object of objects) {
        gone.delete(keyOf(object));
        const before = known.get(keyOf(object));
        if (before && versionOf(before) === versionOf(object)) continue;
        yield note({type: before ? 'MODIFIED' : 'ADDED', object});
      }
    }
    for (const object of gone.values()) yield note({type: 'DELETED', object});
    if (start === undefined) await existing(mapping, kind);
    place.version = start ?? '0';
  }

  function note(event: WatchEvent): WatchEvent {
    if (event.type === 'DELETED') known.delete(keyOf(event.object));
    else known.set(keyOf(event.object), event.object);
    return event;
  }

  try {
    yield* renew();
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  for await (const {type, object} of resume<WatchEvent>(place, renew)) {
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') yield note({type, object: asObject(object)});
  }
}

function keyOf({metadata: {namespace = '', name}}: KubeObject): string {
  return `${namespace}/${name}`;
}
