// SPDX-License-Identifier: Apache-2.0

/** One file of the report, and how its text is had. */
export interface Fetch {
  /** What people are told while it takes long. */
  title: string;
  /** Path within the report. */
  path: string;
  /** The text in pieces. Nothing at all leaves the file out. */
  read(signal: AbortSignal): AsyncIterable<string>;
  /** Whether a part of it is worth nothing. */
  whole?: boolean;
  /** Whether a file without text says something, too. */
  mayBeEmpty?: boolean;
}

/** Text that comes in one piece. */
export async function* inOnePiece(text: Promise<string>): AsyncGenerator<string> {
  yield await text;
}

/** What cannot be had, and why: it is told with what else is missing. */
export function failedFetch(title: string, path: string, error: Error): Fetch {
  return {title, path, read: () => inOnePiece(Promise.reject(error))};
}
