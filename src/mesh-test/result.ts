// SPDX-License-Identifier: Apache-2.0
import type {DescribedRequest} from '../describe/request.js';
import type {Complaint} from './judge.js';
import type {ReadTest} from './read.js';

/** What became of a test. */
export interface TestResult {
  test: Pick<ReadTest, 'name' | 'file' | 'line'>;
  outcome: 'passed' | 'failed' | 'unclear';
  complaints: readonly Complaint[];
  /** Why the request could not be followed: no such workload, an address that cannot be read. */
  problem?: string;
  /** Parts of the proxies' configuration that are not simulated and may decide. */
  notSimulated: readonly string[];
  described?: DescribedRequest;
  /** Where the objects that decide are written: `VirtualService shop/reviews`, `k8s/reviews.yaml:12`. */
  places: readonly {object: string; place: string}[];
}

/** Returns what becomes of a test by what does not hold of it; what cannot be told is never a pass, and does not hide what fails. */
export function outcomeOf(complaints: readonly Complaint[], notSimulated: readonly string[]): TestResult['outcome'] {
  // A part that is not simulated may change anything, also what seems to be wrong.
  if (notSimulated.length > 0) return 'unclear';
  if (complaints.some(({unclear}) => !unclear)) return 'failed';
  return complaints.length > 0 ? 'unclear' : 'passed';
}
