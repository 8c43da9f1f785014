// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage, EnvoyValue} from '../model/json.js';

/**
 * Returns messages that can be changed one by one. Builders put the same filter or socket into many filter chains, and
 * structuredClone would keep that so: a patch of one chain would be one of all.
 */
export function separateCopies(messages: readonly EnvoyMessage[]): EnvoyMessage[] {
  return messages.map(copyOf);
}

function copyOf(message: EnvoyMessage): EnvoyMessage {
  const copy: EnvoyMessage = {};
  for (const [field, value] of Object.entries(message)) if (value !== undefined) copy[field] = copyOfValue(value);
  return copy;
}

function copyOfValue(value: EnvoyValue): EnvoyValue {
  if (isList(value)) return value.map(copyOfValue);
  return typeof value === 'object' && value !== null ? copyOf(value) : value;
}

function isList(value: EnvoyValue): value is readonly EnvoyValue[] {
  return Array.isArray(value);
}
