// SPDX-License-Identifier: Apache-2.0
import type {Terminal} from '../io/terminal.js';

/** Asks until the answer is yes or no; an empty line and the end of input mean no (spec/install.md §1.2). */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  for (;;) {
    terminal.err(`${question} (y/N) `);
    const answer = (await terminal.readLine())?.trim().split(/\s+/)[0]?.toLowerCase();
    if (answer === 'y' || answer === 'yes') return true;
    if (!answer || answer === 'n' || answer === 'no') return false;
  }
}
