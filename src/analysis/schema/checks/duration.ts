// SPDX-License-Identifier: Apache-2.0

import {parseGoDuration} from '../../../api/messages/go-duration.js';
import {error, type Problems} from '../problem.js';

const MILLISECOND = 1e6;
const SECOND = 1e9;

/** At least a millisecond, and whole ones. Absent durations are fine. */
export function* duration(text: string | undefined): Problems {
  if (text === undefined) return;
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds < MILLISECOND) yield error('duration must be greater than 1ms');
  else if (nanoseconds % MILLISECOND !== 0) yield error('only durations to ms precision are supported');
}

export function isWholeSeconds(text: string): boolean {
  return parseGoDuration(text) % SECOND === 0;
}

/** Less than a millisecond in either direction. */
export function isZeroMilliseconds(text: string): boolean {
  return Math.trunc(parseGoDuration(text) / MILLISECOND) === 0;
}
