// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {Patch} from './patch.js';

/**
 * Applies a patch to the filters of a list, by its operation; without an entry to go by, a patch goes to the end that it
 * names and nothing is replaced or removed. Returns undefined where the operation is none of lists or finds no entry.
 */
export function editList(
  list: readonly EnvoyMessage[],
  {operation, value}: Patch,
  matches: ((entry: EnvoyMessage) => boolean) | undefined,
): EnvoyMessage[] | undefined {
  const entry = structuredClone(value);
  switch (operation) {
    case 'ADD':
      return [...list, entry];
    case 'INSERT_FIRST':
      return [entry, ...list];
    case 'INSERT_AFTER':
      return matches ? spliced(list, matches, (found) => [found, entry]) : [...list, entry];
    case 'INSERT_BEFORE':
      return matches ? spliced(list, matches, (found) => [entry, found]) : [entry, ...list];
    case 'REPLACE':
      return matches && spliced(list, matches, () => [entry]);
    case 'REMOVE':
      return matches && without(list, matches);
    default:
      return undefined;
  }
}

/** The first entry that matches, changed to others. */
function spliced(
  list: readonly EnvoyMessage[],
  matches: (entry: EnvoyMessage) => boolean,
  change: (found: EnvoyMessage) => EnvoyMessage[],
): EnvoyMessage[] | undefined {
  const index = list.findIndex(matches);
  const found = list[index];
  return found && [...list.slice(0, index), ...change(found), ...list.slice(index + 1)];
}

function without(list: readonly EnvoyMessage[], matches: (entry: EnvoyMessage) => boolean): EnvoyMessage[] | undefined {
  const kept = list.filter((entry) => !matches(entry));
  return kept.length === list.length ? undefined : kept;
}
