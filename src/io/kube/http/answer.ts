// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {KubeObject, ObjectKey, ObjectKind} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {pathOf, type Resource, type RestMapping} from '../verbs/rest-mapping.js';
import type {ApiClient} from './api-client.js';

/** Path of an object; one whose kind needs a namespace and names none is meant in that of the context. */
export function objectPath(client: ApiClient, resource: Resource, {namespace, name}: ObjectKey): string {
  return pathOf(resource, namespace ?? client.origin.namespace, name);
}

/** The resource of a kind; throws when the server does not serve it. */
export async function existing(mapping: RestMapping, kind: ObjectKind): Promise<Resource> {
  const resource = await mapping(kind);
  if (resource !== undefined) return resource;
  throw new ApiError(`the cluster does not know kind ${kind.kind} of ${kind.apiVersion}`, {
    status: 404,
    transient: false,
    hint: 'Its CustomResourceDefinition is not installed, or the Kubernetes version is too old or too new for it.',
  });
}

/** Turns "not found" into undefined. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Checks that a JSON value is an object of Kubernetes. */
export function asObject(value: unknown): KubeObject {
  if (isRecord(value)) {
    const {apiVersion, kind, metadata} = value;
    if (typeof apiVersion === 'string' && typeof kind === 'string' && isRecord(metadata)) {
      const {name} = metadata;
      if (typeof name === 'string') return {...value, apiVersion, kind, metadata: {...metadata, name}};
    }
  }
  throw new ApiError('the API server answered something that is not an object', {transient: false});
}
