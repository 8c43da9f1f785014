// SPDX-License-Identifier: Apache-2.0
import {parseGoDuration} from '../../api/messages/go-duration.js';

const NANOSECONDS = 1_000_000_000n;

/**
 * Returns a duration as protobuf's JSON prints it: seconds with no, three, six or nine digits behind the point.
 *
 * @throws DecodeError where the text is no duration of Go
 */
export function durationText(duration: string): string {
  const total = BigInt(parseGoDuration(duration));
  const sign = total < 0n ? '-' : '';
  const size = total < 0n ? -total : total;
  const digits = (size % NANOSECONDS)
    .toString()
    .padStart(9, '0')
    .replace(/(?:000)+$/, '');
  return `${sign}${size / NANOSECONDS}${digits && `.${digits}`}s`;
}

/** Returns {@link durationText} of a duration that may be absent. */
export function optionalDuration(duration: string | undefined): string | undefined {
  return duration === undefined ? undefined : durationText(duration);
}

/** Returns the whole seconds of a duration. */
export function wholeSeconds(duration: string): number {
  return Math.trunc(parseGoDuration(duration) / 1e9);
}
