// SPDX-License-Identifier: Apache-2.0
import type {Fetch} from './fetch.js';

/** Where the text of one file goes. */
export interface FileSink {
  add(text: string): Promise<void>;
  close(): Promise<void>;
  /** Ends without a file, where a part of it is worth nothing; what cannot do so keeps the part. */
  discard?(): Promise<void>;
}

export interface CollectOptions {
  /** How many are fetched at the same time. */
  concurrency: number;
  /** Bytes that one file may have. */
  largestFile: number;
  /** Bytes that all files together may have. */
  largestReport: number;
  /** Ends what is being fetched; what was had so far is kept. */
  signal: AbortSignal;
  create(path: string): FileSink;
  /** Told of what runs when it changes. */
  running?(titles: readonly string[]): void;
}

/** What is missing, and why. */
export interface Gap {
  title: string;
  path: string;
  why: string;
  /** What was thrown, where something was. */
  error?: unknown;
}

interface Run {
  options: CollectOptions;
  bytes: number;
  gaps: Gap[];
}

/** Fetches everything in order, some at a time; one that fails leaves a gap and does not stop the others. */
export async function collect(fetches: readonly Fetch[], options: CollectOptions): Promise<Gap[]> {
  const run: Run = {options, bytes: 0, gaps: []};
  const active = new Map<Fetch, string>();
  const waiting = fetches.values();
  const work = async (): Promise<void> => {
    for (const fetch of waiting) {
      active.set(fetch, fetch.title);
      options.running?.([...active.values()]);
      await fetchOne(fetch, run);
      active.delete(fetch);
      options.running?.([...active.values()]);
    }
  };
  await Promise.all(Array.from({length: Math.max(1, options.concurrency)}, work));
  const order = new Map(fetches.map(({path}, i) => [path, i]));
  return run.gaps.sort((a, b) => (order.get(a.path) ?? 0) - (order.get(b.path) ?? 0));
}

async function fetchOne({title, path, read, whole = false, mayBeEmpty = false}: Fetch, run: Run): Promise<void> {
  const {largestReport, create} = run.options;
  // One of its own, whose listeners go with it.
  const signal = AbortSignal.any([run.options.signal]);
  let isWhole = true;
  const gap = (why: string, error?: unknown): void => {
    isWhole = false;
    run.gaps.push({title, path, why, ...(error !== undefined && {error})});
  };
  if (signal.aborted) return gap('there was no time left for it');
  if (run.bytes >= largestReport) return gap('the report is full');
  let sink: FileSink | undefined;
  let bytes = 0;
  try {
    for await (const text of untilAborted(read(signal), signal)) {
      if (text === '' && !mayBeEmpty) continue;
      sink ??= create(path);
      const room = roomFor(run, bytes);
      const size = Buffer.byteLength(text);
      const kept = size <= room ? text : firstBytes(text, room);
      await sink.add(kept);
      bytes += Buffer.byteLength(kept);
      run.bytes += Buffer.byteLength(kept);
      if (size > room) {
        gap(`it is larger than there is room for; ${bytes} bytes were kept`);
        break;
      }
    }
  } catch (error) {
    gap(error instanceof Error ? error.message : String(error), error);
  } finally {
    await (!isWhole && whole && sink?.discard ? sink.discard() : sink?.close());
  }
}

function roomFor(run: Run, bytes: number): number {
  return Math.max(0, Math.min(run.options.largestFile - bytes, run.options.largestReport - run.bytes));
}

/** As much of the text as fits, no letter cut in two. */
function firstBytes(text: string, bytes: number): string {
  const cut = Buffer.from(text).subarray(0, bytes).toString('utf8');
  return cut.endsWith('\ufffd') ? cut.slice(0, -1) : cut;
}

/** The pieces as they come; throws when the signal fires, whether or not the source notices. */
async function* untilAborted(pieces: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  const iterator = pieces[Symbol.asyncIterator]();
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('there was no time left for it'));
    signal.addEventListener('abort', stop, {once: true});
  });
  stopped.catch(() => {});
  try {
    for (;;) {
      const {value, done} = await Promise.race([iterator.next(), stopped]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // What hangs would hang here, too.
    const ended = iterator.return?.().catch(() => {});
    if (!signal.aborted) await ended;
  }
}
