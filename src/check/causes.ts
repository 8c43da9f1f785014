// SPDX-License-Identifier: Apache-2.0
import type {Outcome} from './check.js';

/** Something that was found, by the check with that id. */
type Found = Omit<Outcome, 'level'> & {id: string; level: Outcome['level'] | 'skipped'};

/**
 * Returns the results with one finding for each cause: what follows from another finding is told among its details, in the
 * order in which it was found. Where the cause was not found, or not looked for, each stands for itself.
 */
export function byCause<R extends Found>(results: readonly R[]): R[] {
  const causes = results.map((result) => causeOf(result, results));
  return results.flatMap((result, i) => {
    if (causes[i] !== undefined) return [];
    const consequences = results.filter((_, j) => causes[j] === result);
    if (consequences.length === 0) return [result];
    return [{...result, details: [...(result.details ?? []), ...consequences.map(({text}) => `so: ${text}`)]}];
  });
}

/** The first cause of a result, behind all that follows from it; undefined where it stands for itself. */
function causeOf<R extends Found>({follows}: R, results: readonly R[]): R | undefined {
  if (follows === undefined) return undefined;
  const {id, about} = follows;
  const cause = results.find(
    (each) => each.id === id && isFinding(each) && (about === undefined || each.about === about),
  );
  return cause && (causeOf(cause, results) ?? cause);
}

function isFinding({level}: Found): boolean {
  return level === 'warning' || level === 'failed';
}
