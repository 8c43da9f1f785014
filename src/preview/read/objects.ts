// SPDX-License-Identifier: Apache-2.0
import {kindOf} from '../../analysis/kinds.js';
import {decodeMessage, isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {messageNamed} from '../../api/messages/index.js';
import {readGatewayApiSpec} from '../gateway-api/messages.js';
import type {MeshObject} from '../model/object.js';
import type {UnreadableDocument, WrittenObject} from './documents.js';

/** Groups whose specs are read by Istio's tables; those of others stay as they are written. */
const ISTIO = /^(?:networking|security|telemetry|extensions)\.istio\.io$/;

const GATEWAY_API = 'gateway.networking.k8s.io';

/** For objects that name no namespace. */
const DEFAULT_NAMESPACE = 'default';

/** Objects of a mesh by group and kind, each list from old to young. */
export interface ObjectIndex {
  /** `Service`, or `networking.istio.io/Gateway`: the group is empty for Kubernetes' core kinds. */
  of<Spec>(group: string, kind: string): readonly MeshObject<Spec>[];
  kinds(group: string): readonly string[];
  /** Those of all kinds. */
  all(): readonly MeshObject[];
}

/**
 * Returns the objects by kind. An object that is written twice counts as it is written last, and is as old as its first
 * document: that is what applying one after the other leaves.
 */
export function indexObjects(written: readonly WrittenObject[], unreadable: UnreadableDocument[]): ObjectIndex {
  const byKind = new Map<string, Map<string, MeshObject>>();
  for (const [age, one] of written.entries()) {
    const group = groupOf(one);
    const object = readObject(one, age, unreadable);
    if (!object) continue;
    const type = `${group}/${one.kind}`;
    const known = byKind.get(type) ?? new Map<string, MeshObject>();
    byKind.set(type, known);
    const key = `${object.namespace}/${object.name}`;
    const before = known.get(key);
    known.set(key, before ? {...object, age: before.age} : object);
  }
  const lists = new Map([...byKind].map(([type, objects]) => [type, [...objects.values()]]));
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the kind, whose table says its shape
    of: <Spec>(group: string, kind: string) => (lists.get(`${group}/${kind}`) ?? []) as MeshObject<Spec>[],
    all: () => [...lists.values()].flat(),
    kinds: (group) =>
      [...lists.keys()].filter((type) => type.startsWith(`${group}/`)).map((type) => type.slice(group.length + 1)),
  };
}

function groupOf({apiVersion}: WrittenObject): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function readObject(written: WrittenObject, age: number, unreadable: UnreadableDocument[]): MeshObject | undefined {
  const {kind, fields, origin} = written;
  const metadata = isRecord(fields['metadata']) ? fields['metadata'] : {};
  try {
    return {
      kind,
      namespace: text(metadata['namespace']) || DEFAULT_NAMESPACE,
      name: text(metadata['name']),
      labels: textMap(metadata['labels']),
      annotations: textMap(metadata['annotations']),
      age,
      spec: specOf(written),
      ...(fields['status'] !== undefined && {status: fields['status']}),
      ...(origin && {origin}),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const subject = `${kind} ${text(metadata['namespace']) || DEFAULT_NAMESPACE}/${text(metadata['name'])}`;
    unreadable.push({place: origin ? `${origin.file}:${origin.line}` : subject, cause: `${subject}: ${error.message}`});
    return undefined;
  }
}

function specOf(written: WrittenObject): unknown {
  const {apiVersion, kind, fields} = written;
  const group = groupOf(written);
  if (group === GATEWAY_API) return readGatewayApiSpec(kind, fields['spec']);
  const info = ISTIO.test(group) ? kindOf(apiVersion, kind) : undefined;
  if (info) return decodeMessage(messageNamed(info.message), fields['spec'] ?? {});
  return fields;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, text(entry)]));
}
