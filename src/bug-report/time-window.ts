// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/** From when to when log lines are wanted, in milliseconds since 1970; both ends are in. */
export interface TimeWindow {
  start: number;
  end: number;
}

export interface TimeFlags {
  /** RFC 3339. */
  start: string | undefined;
  end: string | undefined;
  /** Milliseconds before the end. */
  duration: number | undefined;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The window that the flags say, undefined for all of time. Throws an IstioctlError, exit code 64. */
export function timeWindow({start, end, duration}: TimeFlags, now: number): TimeWindow | undefined {
  if (start === undefined && end === undefined && !duration) return undefined;
  const refused = (message: string): IstioctlError => new IstioctlError(message, {exitCode: ExitCode.Usage});
  if (start !== undefined && duration) throw refused('only one --start-time or --duration may be set');
  const read = (name: string, text: string): number => {
    const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(time)) return time;
    throw refused(`bad format for ${name}: ${text}, expect RFC3339 e.g. 2006-01-02T15:04:05Z07:00`);
  };
  const until = end === undefined ? now : read('end-time', end);
  const from = start === undefined ? (duration ? until - duration : 0) : read('start-time', start);
  if (from > until) throw refused('bad format for start-time and end-time: start-time is after end-time');
  return {start: from, end: until};
}

/** The time a line begins with, as Istio and Envoy write it, in text or JSON. */
const STAMP =
  /^(?:\[|\{"(?:level":"[a-z]+",")?time":")?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?/;

/**
 * Leaves the lines that were written in the window; one without a time of its own goes with the one before it. Lines
 * come one by one, line ends left out.
 */
export function inWindow(window: TimeWindow | undefined): (line: string) => boolean {
  if (window === undefined) return () => true;
  let isIn = false;
  return (line) => {
    const found = STAMP.exec(line);
    if (found) {
      const time = Date.parse(`${found[1]?.replace(' ', 'T')}${found[2] ?? 'Z'}`);
      isIn = time >= window.start && time <= window.end;
    }
    return isIn;
  };
}
