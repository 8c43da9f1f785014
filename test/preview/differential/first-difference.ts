// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';

/** Returns the path of the first field that differs with the wanted and the other value, or undefined where all are equal. */
export function firstDifference(wanted: unknown, got: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(wanted, got)) return undefined;
  if (isObject(wanted) && isObject(got) && Array.isArray(wanted) === Array.isArray(got)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      const found = firstDifference(wanted[key], got[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path || 'all'}: istiod ${brief(wanted)}, preview ${brief(got)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}
