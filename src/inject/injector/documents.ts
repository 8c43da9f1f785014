// SPDX-License-Identifier: Apache-2.0

/** A document of a file, byte for byte. */
export interface RawDocument {
  text: string;
  /** Line of the file, from 1, on which `text` starts. */
  line: number;
}

const SEPARATOR = /^---[ \t\r]*(#.*)?$/;

/**
 * The documents between lines of `---`, those that hold only comments among them; empty ones are left out. A comment
 * behind `---` belongs to the document that starts there.
 */
export function rawDocuments(text: string): RawDocument[] {
  const documents: RawDocument[] = [];
  let line = 1;
  let start = 0;
  let startLine = 1;
  const push = (end: number) => {
    const body = text.slice(start, end);
    if (body.trim() !== '') documents.push({text: body, line: startLine});
  };
  for (let at = 0; at < text.length; line++) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const next = found < 0 ? text.length : found + 1;
    const comment = text.startsWith('---', at) ? SEPARATOR.exec(text.slice(at, end)) : null;
    if (comment !== null) {
      push(at);
      start = comment[1] === undefined ? next : text.indexOf('#', at);
      startLine = comment[1] === undefined ? line + 1 : line;
    }
    at = next;
  }
  push(text.length);
  return documents;
}
