// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from './model/json.js';

const TYPE_URL = 'type.googleapis.com/';

/** Returns a message wrapped as google.protobuf.Any; `type` is its full name in protobuf. */
export function any(type: string, fields: EnvoyMessage = {}): EnvoyMessage {
  return {'@type': `${TYPE_URL}${type}`, ...fields};
}

/** Returns an Any of a TypedStruct: configuration of an extension that has no message of its own in Envoy's API. */
export function typedStruct(type: string, value: EnvoyMessage): EnvoyMessage {
  return any('udpa.type.v1.TypedStruct', {type_url: `${TYPE_URL}${type}`, value});
}

/** Returns a filter, transport socket or other extension: a name and its configuration. */
export function extension(name: string, typedConfig: EnvoyMessage): EnvoyMessage {
  return {name, typed_config: typedConfig};
}

/**
 * Returns the fields that protobuf's JSON prints: without absent ones, `false`, 0, `''` and empty lists. For plain fields
 * only: fields of a oneof and wrapped values are printed whatever their value.
 */
export function plain(fields: EnvoyMessage): EnvoyMessage {
  const kept: EnvoyMessage = {};
  for (const name of Object.keys(fields)) if (!isZero(fields[name])) kept[name] = fields[name];
  return kept;
}

function isZero(value: EnvoyMessage[string]): boolean {
  return value === undefined || value === false || value === 0 || value === '' || isEmptyList(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
