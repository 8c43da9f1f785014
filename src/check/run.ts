// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import {didYouMean} from '../suggest.js';
import {byCause} from './causes.js';
import {type Check, GROUPS, type Group, type Level, type Outcome} from './check.js';
import {type AskIstiods, type CheckSettings, type FactName, type Facts, gatherFacts} from './facts.js';
import {CHECKS} from './registry.js';

/** What became of one thing that was checked. */
export interface Result extends Omit<Outcome, 'level'> {
  id: string;
  group: Group;
  level: Level | 'skipped';
}

export interface CheckReport {
  results: Result[];
  counts: Record<Result['level'], number>;
}

export interface Selection {
  /** Whether there is no mesh yet, and what would keep one from being installed is looked for. */
  before: boolean;
  /** Only these groups; all when empty. */
  groups: readonly Group[];
  /** Ids; all when empty. */
  only: readonly string[];
  skip: readonly string[];
}

/** The check of that id, `C031` or `ISTIOCTL-C031` in any case. Throws, with what was probably meant. */
export function checkOf(text: string): Check {
  const id = text.toUpperCase().replace(/^ISTIOCTL-/, '');
  const found = CHECKS.find((check) => check.id === id);
  if (found !== undefined) return found;
  const ids = CHECKS.map((check) => check.id);
  throw new IstioctlError(`unknown check "${text}"`, {
    exitCode: ExitCode.Usage,
    hint: didYouMean(id, ids) ?? `Checks are ${ids.join(', ')}.`,
  });
}

/** The checks that are meant, in the order in which they are made. */
export function selectChecks({before, groups, only, skip}: Selection): Check[] {
  const [wanted, unwanted] = [only, skip].map((ids) => new Set(ids.map((id) => checkOf(id).id)));
  const ordered = GROUPS.flatMap((group) => CHECKS.filter((check) => check.group === group));
  return ordered.filter((check) => {
    if (unwanted?.has(check.id)) return false;
    if (wanted !== undefined && wanted.size > 0) return wanted.has(check.id);
    if (groups.length > 0 && !groups.includes(check.group)) return false;
    return check.when === undefined || check.when === (before ? 'before' : 'after');
  });
}

/** Asks the cluster for what these checks need, and makes them. What could not be asked for skips the checks that need it. */
export async function runChecks(
  cluster: ConnectedCluster,
  checks: readonly Check[],
  settings: CheckSettings,
  askIstiods: AskIstiods,
): Promise<CheckReport> {
  const names = new Set(checks.flatMap(({needs}) => needs));
  const {facts, unknown} = await gatherFacts(cluster, names, settings, askIstiods);
  const results = byCause(checks.flatMap((check) => resultsOf(check, facts, unknown)));
  const counts = {ok: 0, warning: 0, failed: 0, skipped: 0};
  for (const {level} of results) counts[level]++;
  return {results, counts};
}

function resultsOf(check: Check, facts: Partial<Facts>, unknown: ReadonlyMap<FactName, Error>): Result[] {
  const {id, group, title} = check;
  const reasons = check.needs.flatMap((name) => unknown.get(name) ?? []);
  if (reasons.length > 0) {
    const details = [...new Set(reasons.map(({message}) => message))];
    return [{id, group, level: 'skipped', text: title, details}];
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it needs is there: nothing of it is unknown
  return check.run(facts as Facts).map((outcome) => ({...outcome, id, group}));
}
