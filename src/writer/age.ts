// SPDX-License-Identifier: Apache-2.0

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** How long ago, as kubectl writes it: one unit, or two while the first is small (spec/proxy.md §4.1). */
export function humanAge(milliseconds: number): string {
  if (milliseconds < -SECOND) return '<invalid>';
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  if (milliseconds < 10 * MINUTE) return inTwo(milliseconds, MINUTE, 'm', SECOND, 's');
  if (milliseconds < 3 * HOUR) return `${whole(milliseconds, MINUTE)}m`;
  if (milliseconds < 8 * HOUR) return inTwo(milliseconds, HOUR, 'h', MINUTE, 'm');
  if (milliseconds < 2 * DAY) return `${whole(milliseconds, HOUR)}h`;
  if (milliseconds < 8 * DAY) return inTwo(milliseconds, DAY, 'd', HOUR, 'h');
  if (milliseconds < 2 * YEAR) return `${whole(milliseconds, DAY)}d`;
  if (milliseconds < 8 * YEAR) return inTwo(milliseconds, YEAR, 'y', DAY, 'd');
  return `${whole(milliseconds, YEAR)}y`;
}

function whole(milliseconds: number, unit: number): number {
  return Math.floor(milliseconds / unit);
}

function inTwo(milliseconds: number, unit: number, name: string, part: number, partName: string): string {
  const rest = whole(milliseconds % unit, part);
  return `${whole(milliseconds, unit)}${name}${rest === 0 ? '' : `${rest}${partName}`}`;
}
