// SPDX-License-Identifier: Apache-2.0
import type {Descriptors, Field, MessageType} from '../../envoy/proto/descriptors.js';
import type {EnvoyMessage, EnvoyValue} from '../model/json.js';
import {anyType, isObject, protoName} from './message.js';

/** Two messages of different types cannot be merged: istiod then leaves the rest of the resources as they are. */
export class TypeMismatch extends Error {
  override readonly name = 'TypeMismatch';
}

/**
 * Merges a message into another of the same type, in place, as protobuf does: fields that are set replace scalars, join
 * messages, are appended to lists and replace entries of maps. Durations are replaced as a whole (package
 * istio.io/istio/pkg/proto/merge).
 */
export function mergeInto(descriptors: Descriptors, typeName: string, target: EnvoyMessage, patch: EnvoyMessage): void {
  const type = descriptors.message(typeName);
  if (!type) throw new Error(`no descriptor of ${typeName}`);
  mergeFields(descriptors, type, target, patch);
}

/**
 * Returns the merge of two Any; undefined where the type of one is unknown.
 *
 * @throws TypeMismatch where they hold messages of different types
 */
export function mergeAny(
  descriptors: Descriptors,
  target: EnvoyMessage,
  patch: EnvoyMessage,
): EnvoyMessage | undefined {
  const type = anyType(descriptors, target);
  const other = anyType(descriptors, patch);
  if (!type || !other) return undefined;
  if (type !== other) throw new TypeMismatch(`cannot merge ${other.name} into ${type.name}`);
  const merged = structuredClone(target);
  if (type.name.startsWith('google.protobuf.')) {
    merged['value'] = mergeValue(descriptors, type, merged['value'], patch['value'] ?? {});
    return merged;
  }
  const {'@type': _, ...fields} = patch;
  mergeFields(descriptors, type, merged, fields);
  return merged;
}

function mergeFields(descriptors: Descriptors, type: MessageType, target: EnvoyMessage, patch: EnvoyMessage): void {
  for (const [name, value] of Object.entries(patch)) {
    const field = type.fields.get(name);
    if (!field || value === undefined) continue;
    clearOneof(type, field, target);
    target[name] = mergeField(descriptors, field, target[name], value);
  }
}

/** Of a oneof only the field that was set last holds. */
function clearOneof(type: MessageType, field: Field, target: EnvoyMessage): void {
  if (field.oneof === undefined) return;
  for (const other of type.fields.values()) {
    if (other !== field && other.oneof === field.oneof) delete target[protoName(type, other)];
  }
}

function mergeField(
  descriptors: Descriptors,
  field: Field,
  target: EnvoyValue | undefined,
  patch: EnvoyValue,
): EnvoyValue {
  const copy = structuredClone(patch);
  if (field.key) return {...(isObject(target) ? target : {}), ...(isObject(copy) ? copy : {})};
  if (field.repeated) return [...(Array.isArray(target) ? target : []), ...(Array.isArray(copy) ? copy : [])];
  if (field.type.kind !== 'message') return copy;
  return mergeValue(descriptors, descriptors.messageAt(field.type.index), target, copy);
}

function mergeValue(
  descriptors: Descriptors,
  type: MessageType,
  target: EnvoyValue | undefined,
  patch: EnvoyValue,
): EnvoyValue {
  if (target === undefined) return patch;
  if (type.name.startsWith('google.protobuf.')) return mergeWellKnown(type.name, target, patch);
  if (!isObject(patch)) return patch;
  const merged = isObject(target) ? target : {};
  mergeFields(descriptors, type, merged, patch);
  return merged;
}

/** Messages of google.protobuf are merged by the fields that their JSON does not show. */
function mergeWellKnown(name: string, target: EnvoyValue, patch: EnvoyValue): EnvoyValue {
  switch (name) {
    case 'google.protobuf.Any':
      return mergeAnyField(target, patch);
    case 'google.protobuf.Struct':
    case 'google.protobuf.Value':
    case 'google.protobuf.ListValue':
      if (Array.isArray(target) && Array.isArray(patch)) return [...target, ...patch];
      return isObject(target) && isObject(patch) ? {...target, ...patch} : patch;
    default:
      // A wrapper of zero has no field that is set: what was wrapped before stays.
      return /\wValue$/.test(name) && isZero(patch) ? target : patch;
  }
}

/** The bytes of an Any are a scalar: replaced, unless the message of the patch is empty. */
function mergeAnyField(target: EnvoyValue, patch: EnvoyValue): EnvoyValue {
  if (!isObject(target) || !isObject(patch) || Object.keys(patch).some((name) => name !== '@type')) return patch;
  return {...target, ...patch};
}

function isZero(value: EnvoyValue): boolean {
  return value === 0 || value === '' || value === false || value === '0';
}
