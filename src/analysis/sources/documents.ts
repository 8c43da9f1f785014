// SPDX-License-Identifier: Apache-2.0

/** One YAML document of a file, as the reference cuts it (spec §1.4, §1.5). */
export interface Chunk {
  /** Counted from 0, blank documents included. */
  index: number;
  /** Without blanks at either end. */
  text: string;
  /** Line, from 1, of the first line that is neither blank nor a separator. */
  line: number;
  /** Line on which `text` starts. */
  textLine: number;
  /** Where `text` starts in the file, line ends counted as one. */
  offset: number;
}

/** A line that ends a document. What follows `---` must be blank; a comment there does not count as a separator. */
const SEPARATOR = /^---[ \t\r]*$/;

/**
 * Cuts a file at its separators. A separator with nothing before it in its document does not cut; it stays in the text
 * of the document that follows.
 */
export function cutDocuments(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let index = 0;
  let start = 0;
  let startLine = 1;
  let line = 1;
  const push = (end: number) => {
    const chunk = chunkOf(text.slice(start, end), {line: startLine, offset: start}, index);
    if (chunk) chunks.push(chunk);
    index++;
  };
  for (let at = 0; at < text.length; line++) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    if (text.startsWith('---', at) && at > start && SEPARATOR.test(text.slice(at, newline < 0 ? next : newline))) {
      push(at);
      start = next;
      startLine = line + 1;
    }
    at = next;
  }
  if (start < text.length) push(text.length);
  return chunks;
}

function chunkOf(text: string, start: {line: number; offset: number}, index: number): Chunk | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const skipped = /^(?:[ \t\r\ufeff]*(?:---)?[ \t\r]*\n)*/.exec(text)?.[0] ?? '';
  const blanks = text.slice(0, text.indexOf(trimmed));
  return {
    index,
    text: trimmed,
    line: start.line + countLines(skipped),
    textLine: start.line + countLines(blanks),
    offset: start.offset + blanks.length,
  };
}

/** Line breaks in a text. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
