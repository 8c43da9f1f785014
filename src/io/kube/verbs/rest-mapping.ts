// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {ObjectKey, ObjectKind} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import type {ApiClient} from '../http/api-client.js';
import {ofKind} from '../http/foreign.js';

/** How a kind is spelled in a path. */
export interface Resource {
  /** `/api/v1` or `/apis/group/version`. */
  root: string;
  plural: string;
  namespaced: boolean;
}

/** Finds the resource of a kind, or undefined when the server does not serve it. */
export type RestMapping = (kind: ObjectKind) => Promise<Resource | undefined>;

/**
 * Asks the server once per API version which kinds it serves. A kind that is not among them is asked for anew each
 * time, because an install adds kinds while it runs.
 */
export function createRestMapping(client: ApiClient): RestMapping {
  const known = new Map<string, Promise<Map<string, Resource>>>();
  const discover = (apiVersion: string): Promise<Map<string, Resource>> => {
    const answer = readResources(client, apiVersion);
    known.set(apiVersion, answer);
    answer.catch(() => known.delete(apiVersion));
    return answer;
  };
  return async ({apiVersion, kind}) => {
    const cached = (await known.get(apiVersion))?.get(kind);
    return cached ?? (await discover(apiVersion)).get(kind);
  };
}

async function readResources(client: ApiClient, apiVersion: string): Promise<Map<string, Resource>> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const resources = new Map<string, Resource>();
  let document: Record<string, unknown>;
  try {
    const operation = {verb: 'get', subject: root};
    const answer = await client.request(operation, {method: 'GET', path: root});
    document = ofKind(client.origin, operation, answer, ['APIResourceList']);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return resources;
    throw error;
  }
  const list: unknown = document['resources'];
  for (const entry of Array.isArray(list) ? list : []) {
    if (!isRecord(entry)) continue;
    const {name, kind, namespaced} = entry;
    // `pods/log` and the like are parts of a resource.
    if (typeof name !== 'string' || typeof kind !== 'string' || name.includes('/')) continue;
    resources.set(kind, {root, plural: name, namespaced: namespaced === true});
  }
  return resources;
}

/** Path of a collection, or of one object in it. */
export function pathOf(resource: Resource, namespace: string | undefined, name?: string): string {
  const scope = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${resource.root}${scope}/${resource.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** `Kind/namespace/name`, as messages name an object. */
export function subjectOf({kind}: ObjectKind, {namespace, name}: ObjectKey): string {
  return [kind, namespace, name].filter(Boolean).join('/');
}
