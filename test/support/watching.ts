// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {eventually} from './eventually.js';

/** The built program while it goes on. */
export interface Watching {
  /** Everything printed, first what went to stdout. */
  text(): string;
  /**
   * Resolves when one of the streams has this in what came on it since the part that it was waited for before, with what
   * came between; throws where the program ends, or goes on for long, without it.
   */
  until(part: string): Promise<string>;
  /** Interrupts it as Ctrl-C does, and answers how it ended. */
  interrupt(): Promise<number | null>;
}

/** Starts the built program; end it with `interrupt`. */
export function startIstioctl(args: readonly string[], env: Record<string, string> = {}): Watching {
  const child = spawn(process.execPath, ['bin/run.js', ...args], {
    env: {...process.env, KUBECONFIG: '/dev/null', HOME: '/nonexistent', ISTIOCTL_COMPAT: '', ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (exitCode) => {
      hasEnded = true;
      resolve(exitCode);
    });
  });
  const streams = [child.stdout, child.stderr].map((stream) => {
    const printed = {text: '', read: 0};
    stream.setEncoding('utf8').on('data', (piece: string) => {
      printed.text += piece;
    });
    return printed;
  });
  const text = (): string => streams.map((printed) => printed.text).join('');
  return {
    text,
    async until(part) {
      const wanted = JSON.stringify(part);
      const found = await eventually(
        `${wanted} is printed`,
        (saw) => {
          saw(text());
          // Looked at first, for the text is complete when it has ended.
          const over = hasEnded;
          const printed = streams.find((each) => each.text.indexOf(part, each.read) >= 0);
          return printed ?? (over && 'ended');
        },
        {within: 50_000, every: 20},
      );
      if (found === 'ended') throw new Error(`the program ended without ${wanted}; what came is:\n${text()}`);
      const at = found.text.indexOf(part, found.read);
      const between = found.text.slice(found.read, at);
      found.read = at + part.length;
      return between;
    },
    async interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
