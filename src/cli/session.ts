// SPDX-License-Identifier: Apache-2.0
import type {Terminal} from '../io/terminal.js';
import {visible} from '../writer/visible.js';
import type {FlagDefaults} from './argv/defaults.js';
import type {Ending} from './ending.js';

/** One run of one command: where its data and talk go, and what may end it before it is done. What actions get. */
export interface Session {
  readonly terminal: Terminal;
  /** What flags are when argv does not say. */
  readonly defaults: FlagDefaults;
  /** The words of the command line behind the command. */
  readonly argv: readonly string[];
  /** Ctrl-C and the end of `--deadline` from here on; ask for it only where something must be said or undone before the end. */
  readonly interrupted: AbortSignal;
  /** Prints data: stdout, as is. */
  print(text: string): void;
  /** Prints data that is made piece by piece, no faster than it is read. */
  printAll(pieces: Iterable<string>): Promise<void>;
  /** Says something to the person at the terminal: stderr, with a line end. */
  say(text: string): void;
}

/** The session of a command that was started with these. */
export function startSession(
  argv: readonly string[],
  {terminal, defaults, ending}: {terminal: Terminal; defaults: FlagDefaults; ending: Ending},
): Session {
  return {
    terminal,
    defaults,
    argv,
    get interrupted() {
      return ending.interruption();
    },
    // What a terminal may answer must not become what an action returns, which is its exit code.
    print(text) {
      terminal.out(text);
    },
    async printAll(pieces) {
      for (const piece of pieces) {
        terminal.out(piece);
        await terminal.drained();
      }
    },
    say(text) {
      // Names of things stand in it, and those are whoever's who named them.
      terminal.err(`${visible(text)}\n`);
    },
  };
}
