// SPDX-License-Identifier: Apache-2.0

import type {UnknownField} from '../../api/messages/decode.js';
import type {KindInfo} from '../model/kinds.js';
import type {MessageCode} from '../model/messages.js';
import type {Path, Resource} from '../model/resource.js';

/** A change of one entry that has no alternative: the value at `from` goes, and at `to`, in the same map, is `value`. */
export interface Repair {
  /** The message that is not said any more. */
  code: MessageCode;
  /** Paths within the object. */
  from: Path;
  to: Path;
  value: unknown;
}

/** An object that may have something to repair. */
export interface RepairedObject {
  info: KindInfo;
  /** As it was written. */
  object: Readonly<Record<string, unknown>>;
  resource: Resource;
  /** Fields that its kind does not have. */
  unknownFields: readonly UnknownField[];
  /** Whether somebody in the same input refers to a port of a Service by this name. */
  isPortReferred(name: string): boolean;
}

/** Finds what it knows how to repair. */
export type Repairer = (object: RepairedObject) => Iterable<Repair>;

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

/** Every map with its path, outer ones first. */
export function* mapsIn(value: unknown, path: Path = []): Generator<[Path, Readonly<Record<string, unknown>>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, {...value}];
  for (const [key, entry] of Object.entries(value)) {
    yield* mapsIn(entry, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
