// SPDX-License-Identifier: Apache-2.0

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Line feed, carriage return, next line, line separator or paragraph separator: all of them end lines in YAML 1.1. */
export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** 0 stands for the end; no text that is read holds it. */
export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

/** What names of anchors and handles of tags are made of. */
export function isWord(code: number): boolean {
  return (
    isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x2d
  );
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What YAML 1.1 does not call printable. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const ASCII = /^[\t\n\r\x20-\x7e]*$/;

/** Returns where the first character stands that no YAML text may hold; -1 where there is none. */
export function unprintableAt(text: string): number {
  // The test for texts without anything else is much faster.
  return ASCII.test(text) ? -1 : text.search(UNPRINTABLE);
}
