// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';

/** The built program while it goes on. */
export interface Watching {
  /** Everything printed, first what went to stdout. */
  text(): string;
  /**
   * Resolves when one of the streams has this in what came on it since the part that it was waited for before, with what
   * came between; throws after 30 seconds without.
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
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
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
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
        for (const printed of streams) {
          const at = printed.text.indexOf(part, printed.read);
          if (at < 0) continue;
          const between = printed.text.slice(printed.read, at);
          printed.read = at + part.length;
          return between;
        }
      }
      throw new Error(`no ${JSON.stringify(part)} came; what came is:\n${text()}`);
    },
    async interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
