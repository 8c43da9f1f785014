// SPDX-License-Identifier: Apache-2.0

import {asObject, existing, objectPath, orMissing} from './answer.js';
import type {ApiClient} from './api-client.js';
import {ApiError} from './api-error.js';
import type {Cluster, KubeObject, ListOptions, ObjectKind, PageOptions, WatchEvent} from './cluster.js';
import {mapField, textField} from './fields.js';
import {isRecord} from './kubeconfig.js';
import {pathOf, type RestMapping, subjectOf} from './rest-mapping.js';

const PAGE_SIZE = 500;

export type Reader = Pick<Cluster, 'serverVersion' | 'serves' | 'get' | 'list' | 'pages' | 'watch'>;

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
      const objects: KubeObject[] = [];
      for await (const page of pagesOf(client, mapping, kind, options)) objects.push(...page);
      return objects;
    },
    pages: (kind, options = {}) => pagesOf(client, mapping, kind, options),
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

/** How a server is asked for the metadata of objects alone. */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

async function* pagesOf(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  {pageSize = PAGE_SIZE, metadataOnly = false, signal, ...options}: PageOptions,
): AsyncGenerator<KubeObject[]> {
  const resource = await mapping(kind);
  if (resource === undefined) return;
  const pageAt = (token: string): Promise<Record<string, unknown>> => {
    const query = listQuery(options, {limit: String(pageSize), ...(token !== '' && {continue: token})});
    const path = `${pathOf(resource, options.namespace)}?${query.toString()}`;
    const accept = metadataOnly ? METADATA : undefined;
    return client.request({verb: 'list', subject: kind.kind}, {method: 'GET', path, accept, signal});
  };
  let token: string | undefined = '';
  while (token !== undefined) {
    // A kind can go while it is looked at: its CRD was deleted, or is not served everywhere yet.
    const page: Record<string, unknown> | undefined = await orMissing(pageAt(token).catch(offered(pageAt)));
    if (page === undefined) return;
    yield objectsOf(page, kind);
    token = textField(mapField(page, 'metadata') ?? {}, 'continue');
  }
}

/** A list that takes longer than the server remembers its beginning goes on where the server offers to. */
function offered(pageAt: (token: string) => Promise<Record<string, unknown>>) {
  return (error: unknown) => {
    if (error instanceof ApiError && error.continueWith !== undefined) return pageAt(error.continueWith);
    throw error;
  };
}

/** The items of a list, which do not repeat what kind they are. */
function objectsOf({items}: Record<string, unknown>, {apiVersion, kind}: ObjectKind): KubeObject[] {
  return (Array.isArray(items) ? items : [])
    .filter((item) => isRecord(item))
    .map((item) => asObject({...item, apiVersion, kind}));
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
