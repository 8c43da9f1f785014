// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync, writeSync} from 'node:fs';
import {ExitCode} from '../errors.js';
import {decodeText} from './text-file.js';

/** Where a command's data and talk go, and what it may ask. Tests pass their own. */
export interface Terminal {
  /** Data, for scripts. */
  out(text: string): void;
  /** Resolves when the reader of {@link out} has kept up; long output waits for it, so as not to pile up in memory. */
  drained(): Promise<void>;
  /** Talk, for people. */
  err(text: string): void;
  /** The whole of standard input. */
  readStdin(): Promise<string>;
  /** The same as bytes: it may be compressed, or longer than a string can be. */
  readStdinBytes(): Promise<Buffer>;
  /** The next line that a person types; undefined at the end of input. */
  readLine(): Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard error is a terminal that may be redrawn and coloured (never in CI, with NO_COLOR or TERM=dumb). */
  readonly interactive: boolean;
  /** Whether standard output may be coloured. */
  readonly colour: boolean;
  /** Columns of the terminal, 100 where there is none. */
  readonly columns: number;
}

/**
 * The terminal of this process. A closed pipe ends the process quietly, as it does `head`'s writers; an output that takes
 * nothing more for another reason, such as a full disk, ends it with one line.
 */
export function processTerminal(): Terminal {
  for (const [stream, name] of [
    [process.stdout, 'standard output'],
    [process.stderr, 'standard error'],
  ] as const) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(ExitCode.Ok);
      endUnwritten(name, error);
    });
  }
  const {env} = process;
  const plain = env['NO_COLOR'] !== undefined || env['CI'] !== undefined || env['TERM'] === 'dumb';
  return {
    out: (text) => void process.stdout.write(text),
    drained: () => drained(process.stdout),
    err: (text) => void process.stderr.write(text),
    readStdin: async () => decodeText(await collect(process.stdin), 'standard input'),
    readStdinBytes: () => collect(process.stdin),
    readLine: () => nextLine(),
    env,
    interactive: process.stderr.isTTY && !plain,
    colour: process.stdout.isTTY && !plain,
    columns: process.stderr.columns ?? 100,
  };
}

/** What is not written must not pass for the whole. */
function endUnwritten(name: string, error: NodeJS.ErrnoException): never {
  const why = error.code === 'ENOSPC' ? 'no space is left on the device' : error.message;
  try {
    writeSync(2, `Error: cannot write to ${name}: ${why}\n`);
  } catch {
    // The exit code has to say it alone.
  }
  process.exit(ExitCode.Failed);
}

async function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableNeedDrain) await new Promise((resolve) => stream.once('drain', resolve));
}

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

let lines: AsyncIterator<string> | undefined;

async function nextLine(): Promise<string | undefined> {
  if (!lines) {
    const {createInterface} = await import('node:readline');
    lines = createInterface({input: process.stdin, terminal: false})[Symbol.asyncIterator]();
  }
  const {value, done} = await lines.next();
  return done ? undefined : value;
}

/** The text of a file that need not exist. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
