// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';
import {isRecord} from '../../api/messages/decode.js';
import type {WrittenObject} from '../read/documents.js';

/** An object that differs between two states of a mesh. */
export interface ChangedObject {
  change: 'added' | 'changed' | 'removed';
  kind: string;
  namespace: string;
  name: string;
  /** Where it is written: after the change, or what was removed before it. */
  origin?: {file: string; line: number};
  before?: WrittenObject;
  after?: WrittenObject;
}

/** Returns the objects that differ, in the order in which they are written; of one that is written twice the last counts. */
export function changedObjects(before: readonly WrittenObject[], after: readonly WrittenObject[]): ChangedObject[] {
  const [old, renewed] = [byIdentity(before), byIdentity(after)];
  const found: ChangedObject[] = [];
  for (const [key, object] of renewed) {
    const was = old.get(key);
    if (!was) found.push({change: 'added', ...identityOf(object), after: object});
    else if (!isDeepStrictEqual(contentOf(was), contentOf(object))) {
      found.push({change: 'changed', ...identityOf(object), before: was, after: object});
    }
  }
  for (const [key, object] of old) {
    if (!renewed.has(key)) found.push({change: 'removed', ...identityOf(object), before: object});
  }
  return found;
}

/** Returns the state before, with this one object as it is after. Its place stays, as that is its age. */
export function withOnly(before: readonly WrittenObject[], {before: was, after}: ChangedObject): WrittenObject[] {
  if (!was) return after ? [...before, after] : [...before];
  const kept = before.filter((object) => keyOf(object) !== keyOf(was) || object === was);
  return kept.flatMap((object) => (object === was ? (after ?? []) : object));
}

function byIdentity(objects: readonly WrittenObject[]): Map<string, WrittenObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

function keyOf({apiVersion, ...object}: WrittenObject): string {
  const {kind, namespace, name} = identityOf({apiVersion, ...object});
  const slash = apiVersion.indexOf('/');
  return JSON.stringify([slash < 0 ? '' : apiVersion.slice(0, slash), kind, namespace, name]);
}

function identityOf({
  kind,
  fields,
  origin,
}: WrittenObject): Pick<ChangedObject, 'kind' | 'namespace' | 'name' | 'origin'> {
  const {namespace, name} = metadataOf(fields);
  return {
    kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default',
    name: typeof name === 'string' ? name : '',
    ...(origin && {origin}),
  };
}

/** What the server writes into objects says nothing of what they are. */
const SERVERS = new Set(['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid', 'selfLink']);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function contentOf({kind, fields}: WrittenObject): unknown {
  const {apiVersion: _, metadata: __, ...rest} = fields;
  const kept = Object.entries(metadataOf(fields)).filter(([key, value]) => !SERVERS.has(key) && !isNothing(value));
  const {annotations, ...metadata} = Object.fromEntries(kept);
  const own = isRecord(annotations) ? Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED) : [];
  return {kind, metadata: {...metadata, annotations: Object.fromEntries(own)}, ...rest};
}

function isNothing(value: unknown): boolean {
  return value === null || (isRecord(value) && Object.keys(value).length === 0);
}

function metadataOf(fields: WrittenObject['fields']): Readonly<Record<string, unknown>> {
  return isRecord(fields['metadata']) ? fields['metadata'] : {};
}
