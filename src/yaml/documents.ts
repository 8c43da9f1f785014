// SPDX-License-Identifier: Apache-2.0

export interface TextDocument {
  text: string;
  /** Line of the file, from 1, on which `text` starts. */
  line: number;
}

const SEPARATOR = /^---[ \t\r]*(?:#.*)?$/;

/**
 * The documents of a file as Kubernetes tools cut it: at lines that hold nothing but `---` (blanks and a comment may
 * follow). Text that stands behind `---` on its line belongs to the document it starts. Documents that hold only
 * blanks and comments are left out.
 */
export function splitDocuments(text: string): TextDocument[] {
  const documents: TextDocument[] = [];
  let line = 1;
  let start = 0;
  let startLine = 1;
  const push = (end: number) => {
    const body = text.slice(start, end);
    if (hasContent(body)) documents.push({text: body, line: startLine});
  };
  for (let at = 0; at <= text.length; line++) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length + 1 : end + 1;
    if (text.startsWith('---', at)) {
      const content = text.slice(at, end < 0 ? text.length : end);
      if (SEPARATOR.test(content)) {
        push(at);
        start = next;
        startLine = line + 1;
      } else if (/^---[ \t]/.test(content)) {
        push(at);
        start = at;
        startLine = line;
      }
    }
    at = next;
  }
  push(text.length);
  return documents;
}

function hasContent(text: string): boolean {
  return /^[ \t]*[^#\s]/m.test(text);
}
