// SPDX-License-Identifier: Apache-2.0

import type {Cause, Finding} from './causes/cause.js';
import {CAUSES} from './causes/index.js';
import {FACT_TEXTS, type Facts, has} from './facts/facts.js';
import {sceneOf} from './facts/scene.js';
import type {Problem} from './group/problem.js';

/** A cause that does not hold, or could not be judged, and why. */
export interface RuledOut {
  id: string;
  why: string;
}

/** Why requests failed. */
export interface Answer {
  problem: Problem;
  /** Undefined where no cause is known to hold. */
  cause: (Finding & {id: string}) | undefined;
  /** Causes that would explain such requests and do not hold, or could not be judged. */
  ruledOut: RuledOut[];
}

/** Returns why requests failed: the first of the causes that holds, and what was ruled out before it. */
export function explainProblem(problem: Problem, facts: Facts): Answer {
  const scene = sceneOf(problem, facts);
  const ruledOut: RuledOut[] = [];
  for (const cause of CAUSES) {
    const missing = cause.needs.filter((name) => !has(facts, name));
    const judgement = missing.length === 0 ? cause.judge(scene) : notJudged(cause, missing);
    if (judgement === undefined) continue;
    if ('holds' in judgement) return {problem, cause: {id: cause.id, ...judgement.holds}, ruledOut};
    ruledOut.push({id: cause.id, why: judgement.not});
  }
  return {problem, cause: undefined, ruledOut};
}

function notJudged({title}: Cause, missing: readonly (keyof typeof FACT_TEXTS)[]): {not: string} {
  return {not: `not judged (${title}): it needs ${missing.map((name) => FACT_TEXTS[name]).join(' and ')}`};
}
