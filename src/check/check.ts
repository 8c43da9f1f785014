// SPDX-License-Identifier: Apache-2.0
import type {FactName, Facts} from './facts.js';

export type Level = 'ok' | 'warning' | 'failed';

/** What a check found; one that looks at several things finds several. */
export interface Outcome {
  level: Level;
  /** One line that names what was looked at and how it is. */
  text: string;
  /** Lines that say more: what follows from it, which pods. */
  details?: string[];
  /** What it is of, where another finding may follow from it: a revision, a pod. */
  about?: string;
  /** The finding that explains this one, if it was made: the id of its check, and what that is about; any when left out. */
  follows?: {id: string; about?: string | undefined};
}

export const GROUPS = [
  'api',
  'versions',
  'istiod',
  'webhooks',
  'ambient',
  'proxies',
  'certificates',
  'clusters',
] as const;

export type Group = (typeof GROUPS)[number];

/** One check as data: what it needs to know, and what it makes of that. */
export interface Check {
  /** `C` and three digits; never used for anything else once it was published. */
  id: string;
  group: Group;
  /** What is looked at, for the line of a check that could not be made. */
  title: string;
  /** Why it matters and what to do, for `check explain`. */
  doc: string;
  /** Checks of an installation are of no use before there is one. */
  when?: 'before' | 'after';
  needs: readonly FactName[];
  run(facts: Facts): Outcome[];
}

/** A check whose types follow from what it needs. */
export function check<N extends FactName>(
  definition: Omit<Check, 'needs' | 'run'> & {needs: readonly N[]; run(facts: Pick<Facts, N | 'settings'>): Outcome[]},
): Check {
  return definition;
}

export const ok = (text: string): Outcome => ({level: 'ok', text});

export const warning = (text: string, ...details: string[]): Outcome => ({level: 'warning', text, details});

export const failed = (text: string, ...details: string[]): Outcome => ({level: 'failed', text, details});

/** The outcome as one that is no finding of its own where a check found what explains it. */
export function following(outcome: Outcome, id: string, about?: string): Outcome {
  return outcome.level === 'ok' ? outcome : {...outcome, follows: {id, about}};
}

/** At most so many names, and how many there are more. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
