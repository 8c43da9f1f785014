// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {KubeObject, ListOptions, ObjectKind, PageOptions} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {mapField, textField} from '../verbs/fields.js';
import {pathOf, type RestMapping} from '../verbs/rest-mapping.js';
import {asObject, orMissing} from './answer.js';
import type {ApiClient} from './api-client.js';
import {itemsOf} from './foreign.js';
import {versionOf} from './resume.js';

const PAGE_SIZE = 500;

/** How a server is asked for the metadata of objects alone. */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * The objects of a kind page by page, each with the version that the collection has in it; none of a kind that is not
 * served.
 */
export async function* answersOf(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  {pageSize = PAGE_SIZE, metadataOnly = false, signal, ...options}: PageOptions,
): AsyncGenerator<{objects: KubeObject[]; version: string | undefined}> {
  const resource = await mapping(kind);
  if (resource === undefined) return;
  const operation = {verb: 'list', subject: kind.kind};
  const pageAt = (token: string): Promise<Record<string, unknown>> => {
    const query = listQuery(options, {limit: String(pageSize), ...(token !== '' && {continue: token})});
    const path = `${pathOf(resource, options.namespace)}?${query.toString()}`;
    const accept = metadataOnly ? METADATA : undefined;
    return client.request(operation, {method: 'GET', path, accept, signal});
  };
  let token: string | undefined = '';
  while (token !== undefined) {
    // A kind can go while it is looked at: its CRD was deleted, or is not served everywhere yet.
    const page: Record<string, unknown> | undefined = await orMissing(pageAt(token).catch(offered(pageAt)));
    if (page === undefined) return;
    const items = itemsOf(client.origin, operation, page);
    yield {objects: objectsOf(items, kind), version: versionOf(page)};
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
function objectsOf(items: unknown[], {apiVersion, kind}: ObjectKind): KubeObject[] {
  return items.filter((item) => isRecord(item)).map((item) => asObject({...item, apiVersion, kind}));
}

export function listQuery({labelSelector, fieldSelector}: ListOptions, more: Record<string, string>): URLSearchParams {
  return new URLSearchParams({
    ...(labelSelector !== undefined && {labelSelector}),
    ...(fieldSelector !== undefined && {fieldSelector}),
    ...more,
  });
}
