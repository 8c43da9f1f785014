// SPDX-License-Identifier: Apache-2.0
import type {Mismatch} from './match/header-match.js';
import {Undecidable} from './match/string-match.js';

/** Whether something holds, as far as that is known, and why not or what it depends on. */
export type Truth = {is: 'yes'} | {is: 'no' | 'perhaps'; why: string};

export const YES: Truth = {is: 'yes'};

/** What a test says that tells what stands in the way, or that cannot be decided. */
export function truthOf(mismatch: () => Mismatch): Truth {
  try {
    const why = mismatch();
    return why === undefined ? YES : {is: 'no', why};
  } catch (error) {
    if (error instanceof Undecidable) return {is: 'perhaps', why: `it depends on ${error.message}`};
    throw error;
  }
}

/** Holds when all do. One that surely does not hold outweighs any that are not known. */
export function allOf(truths: readonly Truth[]): Truth {
  return truths.find(({is}) => is === 'no') ?? truths.find(({is}) => is === 'perhaps') ?? YES;
}

/** Holds when one does; none of none. One that surely holds outweighs any that are not known. */
export function anyOf(truths: readonly Truth[]): Truth {
  const best = truths.find(({is}) => is === 'yes') ?? truths.find(({is}) => is === 'perhaps');
  if (best) return best;
  const reasons = [...new Set(truths.map((truth) => ('why' in truth ? truth.why : '')))];
  return {is: 'no', why: reasons.length === 0 ? 'nothing fits it' : reasons.join(' and ')};
}

/** Holds when the other does not; `why` says why it does not hold. */
export function notOf(truth: Truth, why: () => string): Truth {
  if (truth.is === 'perhaps') return truth;
  return truth.is === 'yes' ? {is: 'no', why: why()} : YES;
}
