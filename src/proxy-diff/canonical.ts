// SPDX-License-Identifier: Apache-2.0
import {isMessage, jsonName, type Message} from '../envoy/dump/message.js';

/** Fields of maps and Structs, whose keys are data and stay as they are. */
const DATA = new Set([
  'filterMetadata',
  'typedFilterMetadata',
  'typedPerFilterConfig',
  'typedExtensionProtocolOptions',
  'exactMatchMap',
  'prefixMatchMap',
]);

/** Lower-case words joined by `_`, as fields are called in .proto files. */
const FIELD_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/**
 * JSON of protobuf so that two ways to print the same message are the same value: fields under their JSON names, unset
 * ones left out, keys in order (spec/proxy.md §1.8: both name styles are read). Keys of maps are data and stay.
 */
export function canonical(value: unknown, keysAreData = false): unknown {
  if (Array.isArray(value)) return value.map((each) => canonical(each));
  if (!isMessage(value)) return value;
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    const each = value[key];
    if (each === null) continue;
    const name = keysAreData || !FIELD_NAME.test(key) ? key : jsonName(key);
    entries.push([name, canonical(each, DATA.has(name))]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As {@link canonical}, for a message. */
export function canonicalMessage(message: Message): Message {
  const value = canonical(message);
  return isMessage(value) ? value : {};
}

/** Whether two JSON values are equal, the order of keys aside. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, i) => equal(each, b[i]));
  }
  if (!isMessage(a) || !isMessage(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
