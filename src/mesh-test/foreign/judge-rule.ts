// SPDX-License-Identifier: Apache-2.0
import type {Complaint, ReadDuration} from '../judge.js';
import {isRecord} from './model.js';

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
  readDuration: ReadDuration,
): Complaint[] {
  const isSame = (a: unknown, b: unknown) =>
    textOf(sameDurations(a, readDuration)) === textOf(sameDurations(b, readDuration));
  return Object.entries(fields).flatMap(([field, value]) => {
    const expected = `${wantMatch ? '' : 'anything but '}${textOf(value)}`;
    const why = unclear[field];
    if (why !== undefined) return [{field, expected, got: why, unclear: true}];
    return isSame(value, taken[field]) === wantMatch ? [] : [{field, expected, got: textOf(taken[field])}];
  });
}

/** A delay may be written in several ways, `5s` and `5000ms`. */
function sameDurations(value: unknown, readDuration: ReadDuration): unknown {
  if (!isRecord(value) || !isRecord(value['delay'])) return value;
  const {fixedDelay} = value['delay'];
  const isDuration = typeof fixedDelay === 'string' && /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(fixedDelay);
  return isDuration ? {...value, delay: {...value['delay'], fixedDelay: readDuration(fixedDelay)}} : value;
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
