// SPDX-License-Identifier: Apache-2.0
import type {FactName} from '../facts/facts.js';
import type {Change} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';

/** What a cause concludes where it holds. */
export interface Finding {
  /** Why the requests fail, in one line. */
  text: string;
  /** What it is known from, each in a line. */
  proof: string[];
  /** What to do, in one line. */
  fix: string;
  /** What to change, the likeliest first; empty where nothing of the cluster is to change. */
  change: Change[];
}

/** That a cause holds, or why it does not; undefined where the requests do not fail in a way that it could explain. */
export type Judgement = {holds: Finding} | {not: string} | undefined;

/** One cause as data: what it needs to know, and whether it explains the requests. */
export interface Cause {
  /** Stable: scripts look for it. */
  id: string;
  /** The cause in few words, for lists. */
  title: string;
  /** What it means and how it comes about, for `docs/why.md`. */
  doc: string;
  needs: readonly FactName[];
  judge(scene: Scene): Judgement;
}

/** Says that the cause holds. */
export function holds(
  text: string,
  proof: readonly (string | undefined)[],
  fix: string,
  change: readonly Change[],
): Judgement {
  return {holds: {text, proof: proof.filter((line) => line !== undefined), fix, change: [...change]}};
}

/** Says why the cause does not hold. */
export function not(why: string): Judgement {
  return {not: why};
}

/** Whether the line has one of the flags. */
export function hasFlag({entry}: Scene, ...flags: string[]): boolean {
  return flags.some((flag) => entry.flags.includes(flag));
}
