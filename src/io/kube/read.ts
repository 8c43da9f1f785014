// SPDX-License-Identifier: Apache-2.0

import {asObject, existing, objectPath, orMissing} from './answer.js';
import type {ApiClient} from './api-client.js';
import {ApiError} from './api-error.js';
import type {Cluster, KubeObject, ListOptions, ObjectKind, WatchEvent} from './cluster.js';
import {isRecord} from './kubeconfig.js';
import {pathOf, type Resource, type RestMapping, subjectOf} from './rest-mapping.js';

const PAGE_SIZE = 500;

export type Reader = Pick<Cluster, 'serverVersion' | 'serves' | 'get' | 'list' | 'watch'>;

export function createReader(client: ApiClient, mapping: RestMapping): Reader {
  return {
    async serverVersion() {
      const answer = await client.request({verb: 'get', subject: '/version'}, {method: 'GET', path: '/version'});
      return {gitVersion: String(answer['gitVersion']), major: String(answer['major']), minor: String(answer['minor'])};
    },
    serves: async (kind) => (await mapping(kind)) !== undefined,
    async get(kind, key) {
      const resource = await mapping(kind);
      if (resource === undefined) return undefined;
      const path = objectPath(client, resource, key);
      return orMissing(
        client.request({verb: 'get', subject: subjectOf(kind, key)}, {method: 'GET', path}).then(asObject),
      );
    },
    async list(kind, options = {}) {
      const resource = await mapping(kind);
      // A kind can go while it is looked at: its CRD was deleted, or is not served everywhere yet.
      return (resource && (await orMissing(listAll(client, kind, resource, options)))) ?? [];
    },
    async *watch(kind, {signal, resourceVersion, ...options}) {
      const resource = await existing(mapping, kind);
      const query = listQuery(options, {watch: 'true', ...(resourceVersion !== undefined && {resourceVersion})});
      const path = `${pathOf(resource, options.namespace)}?${query.toString()}`;
      for await (const event of client.stream({verb: 'watch', subject: kind.kind}, {method: 'GET', path}, signal)) {
        yield asWatchEvent(event);
      }
    },
  };
}

async function listAll(
  client: ApiClient,
  kind: ObjectKind,
  resource: Resource,
  options: ListOptions,
): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  let token = '';
  do {
    const query = listQuery(options, {limit: String(PAGE_SIZE), ...(token !== '' && {continue: token})});
    const path = `${pathOf(resource, options.namespace)}?${query.toString()}`;
    const page = await client.request({verb: 'list', subject: kind.kind}, {method: 'GET', path});
    const items: unknown = page['items'];
    // Items of a list do not repeat what kind they are.
    for (const item of Array.isArray(items) ? items : []) {
      if (isRecord(item)) objects.push(asObject({...item, apiVersion: kind.apiVersion, kind: kind.kind}));
    }
    const metadata = page['metadata'];
    token = isRecord(metadata) && typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
  } while (token !== '');
  return objects;
}

function listQuery({labelSelector, fieldSelector}: ListOptions, more: Record<string, string>): URLSearchParams {
  return new URLSearchParams({
    ...(labelSelector !== undefined && {labelSelector}),
    ...(fieldSelector !== undefined && {fieldSelector}),
    ...more,
  });
}

function asWatchEvent({type, object}: Record<string, unknown>): WatchEvent {
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return {type, object: asObject(object)};
  const message = isRecord(object) ? object['message'] : undefined;
  throw new ApiError(`the API server ended a watch: ${String(message ?? type)}`, {transient: true});
}
