// SPDX-License-Identifier: Apache-2.0
import type {Context} from './model/context.js';

/** Returns `build`, which runs once for each context and key and then returns the same result. */
export function oncePerContext<Key extends string, Result>(
  build: (context: Context, key: Key) => Result,
): (context: Context, key: Key) => Result {
  const results = new WeakMap<Context, Map<Key, {result: Result}>>();
  return (context, key) => {
    const known = results.get(context) ?? new Map<Key, {result: Result}>();
    results.set(context, known);
    const entry = known.get(key) ?? {result: build(context, key)};
    known.set(key, entry);
    return entry.result;
  };
}
