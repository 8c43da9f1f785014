// SPDX-License-Identifier: Apache-2.0
import {field, type Message, wrongType} from '../dump/message.js';

/** A field of type Duration in seconds; undefined when unset. */
export function secondsField(message: Message, name: string): number | undefined {
  const value = field(message, name);
  if (value === undefined) return undefined;
  const [, seconds] = typeof value === 'string' ? (/^(-?\d+(?:\.\d+)?)s$/.exec(value) ?? []) : [];
  if (seconds === undefined) throw wrongType('duration', name, value);
  return Number(seconds);
}

/** `2 s`, `250 ms`. */
export function durationText(seconds: number): string {
  return seconds !== 0 && Math.abs(seconds) < 1 ? `${Number((seconds * 1000).toFixed(3))} ms` : `${seconds} s`;
}
