// SPDX-License-Identifier: Apache-2.0

import type {
  ApplyOptions,
  Cluster,
  DeleteOptions,
  KubeObject,
  ObjectKey,
  ObjectKind,
  ObjectToApply,
  PatchOptions,
} from '../cluster.js';
import {asObject, existing, objectPath, orMissing} from '../http/answer.js';
import type {ApiClient} from '../http/api-client.js';
import {stringify} from '../http/json.js';
import {pathOf, type RestMapping, subjectOf} from './rest-mapping.js';

const PATCH_TYPES: Record<PatchOptions['type'], string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
};

export type Writer = Pick<Cluster, 'apply' | 'create' | 'patch' | 'delete'>;

export function createWriter(client: ApiClient, mapping: RestMapping): Writer {
  return {
    apply: (object, options) => apply(client, mapping, object, options),
    create: (object, options) => create(client, mapping, object, options),
    patch: (kind, key, patch, options) => patchObject(client, mapping, kind, key, patch, options),
    delete: (kind, key, options) => deleteObject(client, mapping, kind, key, options ?? {}),
  };
}

async function apply(
  client: ApiClient,
  mapping: RestMapping,
  object: ObjectToApply,
  options: ApplyOptions,
): Promise<KubeObject> {
  const resource = await existing(mapping, object);
  const {fieldManager, force = false, dryRun = false} = options;
  const query = new URLSearchParams({
    fieldManager,
    force: String(force),
    fieldValidation: 'Strict',
    ...(dryRun && {dryRun: 'All'}),
  });
  const answer = await client.request(
    {verb: 'apply', subject: subjectOf(object, object.metadata)},
    {
      method: 'PATCH',
      path: `${objectPath(client, resource, object.metadata)}?${query.toString()}`,
      contentType: 'application/apply-patch+yaml',
      body: stringify(object),
    },
  );
  return asObject(answer);
}

async function create(
  client: ApiClient,
  mapping: RestMapping,
  object: ObjectToApply,
  options: {fieldManager: string},
): Promise<KubeObject> {
  const resource = await existing(mapping, object);
  const query = new URLSearchParams({fieldManager: options.fieldManager, fieldValidation: 'Strict'});
  const answer = await client.request(
    {verb: 'create', subject: subjectOf(object, object.metadata)},
    {
      method: 'POST',
      path: `${pathOf(resource, object.metadata.namespace ?? client.origin.namespace)}?${query.toString()}`,
      body: stringify(object),
    },
  );
  return asObject(answer);
}

async function patchObject(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  key: ObjectKey,
  patch: unknown,
  {type, subresource}: PatchOptions,
): Promise<KubeObject> {
  const resource = await existing(mapping, kind);
  const answer = await client.request(
    {verb: 'patch', subject: subjectOf(kind, key)},
    {
      method: 'PATCH',
      path: `${objectPath(client, resource, key)}${subresource === undefined ? '' : `/${subresource}`}`,
      contentType: PATCH_TYPES[type],
      body: stringify(patch),
    },
  );
  return asObject(answer);
}

async function deleteObject(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  key: ObjectKey,
  {propagation, gracePeriodSeconds, dryRun = false}: DeleteOptions,
): Promise<boolean> {
  const resource = await mapping(kind);
  if (resource === undefined) return false;
  const body = stringify({
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(propagation !== undefined && {propagationPolicy: propagation}),
    ...(gracePeriodSeconds !== undefined && {gracePeriodSeconds}),
    ...(dryRun && {dryRun: ['All']}),
  });
  const path = objectPath(client, resource, key);
  const deleted = client.request({verb: 'delete', subject: subjectOf(kind, key)}, {method: 'DELETE', path, body});
  return (await orMissing(deleted)) !== undefined;
}
