// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import {longestWait} from '../waiting.js';
import {visible} from '../writer/visible.js';

/** What ends a command before it is done: Ctrl-C, and `--deadline`. */
export interface Ending {
  /** From the first call on, Ctrl-C and the end of the time abort this signal instead of ending the process. */
  interruption(): AbortSignal;
  /** Ends the command so many milliseconds from now, when it is not done by then. */
  limit(milliseconds: number): void;
  /** What to report for what the command threw: that its time was over, where that is why it was interrupted. */
  reportable(error: unknown): unknown;
}

/** Milliseconds that a command gets to say and undo what must be when its time is over. */
const GRACE = 10_000;

/** The longest that a timer can be set to, 24 days. */
const LONGEST = 2 ** 31 - 1;

/** The ending of this process; `say` prints a line for people. */
export function processEnding(say: (line: string) => void): Ending {
  let asked: AbortController | undefined;
  let late: string | undefined;

  const exitLate = (): void => {
    say(`Error: ${late}`);
    process.exit(ExitCode.TimedOut);
  };
  return {
    interruption() {
      if (asked) return asked.signal;
      const controller = new AbortController();
      process.on('SIGINT', () => {
        // Only a command that asks for it outlives the first Ctrl-C; the second one always ends the process.
        if (controller.signal.aborted) process.exit(ExitCode.Interrupted);
        controller.abort();
      });
      asked = controller;
      return controller.signal;
    },
    limit(milliseconds) {
      const atEnd = (): void => {
        const wait = longestWait();
        const why =
          wait === undefined ? '' : `; it waited for ${visible(wait)}: a longer --deadline gives it more time`;
        late = `the command was not done within ${milliseconds / 1000}s, its --deadline${why}`;
        if (!asked) return exitLate();
        asked.abort();
        setTimeout(exitLate, GRACE).unref();
      };
      if (milliseconds > 0) setTimeout(atEnd, Math.min(milliseconds, LONGEST)).unref();
    },
    reportable(error) {
      const isInterrupted = error instanceof IstioctlError && error.exitCode === ExitCode.Interrupted;
      const isAborted = error instanceof Error && error.name === 'AbortError';
      if (!asked?.signal.aborted || !(isInterrupted || isAborted)) return error;
      const {message, hint} = isInterrupted ? error : {message: 'interrupted', hint: undefined};
      const exitCode = late === undefined ? ExitCode.Interrupted : ExitCode.TimedOut;
      const said = late === undefined ? message : `${late}: ${message}`;
      return new IstioctlError(said, {cause: error, exitCode, ...(hint !== undefined && {hint})});
    },
  };
}
