// SPDX-License-Identifier: Apache-2.0
import {ExitCode} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {visible} from '../../writer/visible.js';

/** What a preview is not the whole truth without. */
export interface Missing {
  notSimulated: Iterable<string>;
  /** What of the cluster may not be read. */
  unread?: readonly string[];
}

/** Says what is missing from a preview, and returns the exit code for it; undefined where nothing is. */
export function sayMissing({notSimulated, unread = []}: Missing, terminal: Terminal): ExitCode | undefined {
  const lines = [
    ...unread.map((text) => `not read: ${text}`),
    ...[...notSimulated].map((part) => `not simulated: ${part}`),
  ];
  for (const line of lines) terminal.err(`${visible(line)}\n`);
  return lines.length === 0 ? undefined : ExitCode.NotChecked;
}
