// SPDX-License-Identifier: Apache-2.0

import type {Finding} from './causes/cause.js';
import {CAUSES} from './causes/index.js';
import {FACT_NAMES, FACT_TEXTS, type Facts, has} from './facts/facts.js';
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
  const judged = CAUSES.filter(({needs}) => needs.every((name) => has(facts, name)));
  for (const {id, judge} of judged) {
    const judgement = judge(scene);
    if (judgement === undefined) continue;
    if ('holds' in judgement) return {problem, cause: {id, ...judgement.holds}, ruledOut};
    ruledOut.push({id, why: judgement.not});
  }
  return {problem, cause: undefined, ruledOut: [...ruledOut, ...notJudged(facts, CAUSES.length - judged.length)]};
}

/** What keeps other causes from being judged. */
function notJudged(facts: Facts, count: number): RuledOut[] {
  const missing = FACT_NAMES.filter((name) => !has(facts, name));
  const what = missing.map((name) => FACT_TEXTS[name]).join(' and ');
  return count === 0 ? [] : [{id: missing.join(','), why: `${count} causes were not judged: they need ${what}`}];
}
