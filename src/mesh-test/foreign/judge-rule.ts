// SPDX-License-Identifier: Apache-2.0
import type {Complaint} from '../judge.js';

/** The rule of a VirtualService that takes a request; without fields where none does. */
export interface TakenRule {
  fields: Readonly<Record<string, unknown>>;
  /** Why some fields cannot be told, by their names. */
  unclear: Readonly<Record<string, string>>;
}

/**
 * Returns the fields in which a rule is not what is expected of it: each of them has to be equal where a match is wanted, and
 * different where none is, as istio-config-validator has it.
 */
export function judgeRule(
  fields: Readonly<Record<string, unknown>>,
  wantMatch: boolean,
  {fields: taken, unclear}: TakenRule,
): Complaint[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    const expected = `${wantMatch ? '' : 'anything but '}${textOf(value)}`;
    const why = unclear[field];
    if (why !== undefined) return [{field, expected, got: why, unclear: true}];
    const got = textOf(taken[field]);
    return (got === textOf(value)) === wantMatch ? [] : [{field, expected, got}];
  });
}

/** Keys in order, and without what is the same as not being there in protobuf. */
function textOf(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, one]) => !isDefault(one))
    .map(([key, one]): [string, unknown] => [key, plain(one)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === 0 || value === false) return true;
  return (typeof value === 'string' || Array.isArray(value)) && value.length === 0;
}
