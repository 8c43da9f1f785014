// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../api/messages/decode.js';

export type KubernetesObject = Readonly<Record<string, unknown>>;

/** Returns what the object says of its type. */
export function headOf(object: KubernetesObject): {apiVersion: string; kind: string} {
  return {apiVersion: textAt(object, 'apiVersion'), kind: textAt(object, 'kind')};
}

/** A field that should be a text; empty where it is none. */
export function textAt(object: unknown, ...path: string[]): string {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : '';
}

export function valueAt(object: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    object,
  );
}

export function listAt(object: unknown, ...path: string[]): readonly unknown[] {
  const value = valueAt(object, ...path);
  return Array.isArray(value) ? value : [];
}

/** A map of texts; entries of other types are left out. */
export function textsAt(object: unknown, ...path: string[]): Record<string, string> {
  const value = valueAt(object, ...path);
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** `Kind/namespace/name` as written. */
export function objectName(object: KubernetesObject): string {
  return `${textAt(object, 'kind')}/${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`;
}

const TOP_LEVEL = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Keys that no object of Istio's has beside its spec. */
export function unknownTopLevel(object: KubernetesObject): string[] {
  return Object.keys(object)
    .filter((key) => !TOP_LEVEL.includes(key))
    .sort();
}
