// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';

/** JSON as bytes, so that a file longer than the longest string can be read piece by piece. */
export interface JsonText {
  readonly bytes: Buffer;
  /** What the text is called in messages: a file, or standard input. */
  readonly name: string;
  /** What it comes from; Envoy where nothing is said. */
  readonly origin?: string;
}

/** A value within a {@link JsonText}: bytes from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/**
 * Where the value of a text starts: behind blanks, a byte order mark, and the lines that kubectl and curl print above it.
 * Throws an IstioctlError where there is none.
 */
export function startOf(text: JsonText): number {
  const start = skipBlanks(text, hasByteOrderMark(text.bytes) ? 3 : 0);
  if (start >= text.bytes.length) throw brokenJson(text, start, 'unexpected end of the text');
  return startsMap(text, start) || startsList(text, start) ? start : behindTalk(text, start);
}

/** Where the first line starts that an object or a list may start; the given place where there is none, or a web page. */
function behindTalk({bytes}: JsonText, start: number): number {
  const WEB_PAGE = 0x3c;
  if (bytes[start] === WEB_PAGE) return start;
  const end = Math.min(bytes.length, start + LONGEST_TALK);
  for (let at = bytes.indexOf('\n', start); at >= 0 && at < end; at = bytes.indexOf('\n', at + 1)) {
    if (JSON_START.test(bytes.toString('latin1', at + 1, at + 65))) return at + 1;
  }
  return start;
}

/** How an object or a list starts, and no line of prose such as `[a link](…)`. */
const JSON_START = /^(\{\s*["}]|\{\s{60}|\[\s*[[{\]"\d]|\[\s{60})/;

/** More bytes than a program says before what it was asked for. */
const LONGEST_TALK = 16_384;

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Throws an IstioctlError where more than blanks follows a value that ended at `end`. */
export function expectEnd(text: JsonText, end: number): void {
  const rest = skipBlanks(text, end);
  if (rest < text.bytes.length && !isTalk(text.bytes.toString('utf8', rest, rest + LONGEST_TALK)))
    throw brokenJson(text, rest, 'more text after the end of the value');
}

/** What kubectl and curl say behind an answer: `command terminated …`, `* Connection #0 …`, the meter of a transfer. */
const TALK = /^(command terminated |Handling connection |Connection to |[*<>] |[{}] \[|\s*% Total|\s*Dload|\s*\d+ +\d)/;

function isTalk(text: string): boolean {
  return text.split(/[\r\n]+/).every((line) => line.trim() === '' || TALK.test(line));
}

/** Whether an object starts there. */
export function startsMap(text: JsonText, at: number): boolean {
  return text.bytes[at] === OPEN_MAP;
}

/** Whether a list starts there. */
export function startsList(text: JsonText, at: number): boolean {
  return text.bytes[at] === OPEN_LIST;
}

/**
 * Calls `visit` with every key of the object that starts at `start` and where its value starts; `visit` returns where
 * the value ends ({@link endOfValue}). Returns where the object ends.
 */
export function forEachEntry(text: JsonText, start: number, visit: (key: string, at: number) => number): number {
  return forEachMember(text, start, CLOSE_MAP, (at) => {
    if (text.bytes[at] !== QUOTE) throw brokenJson(text, at, 'a key in quotes was expected');
    const end = endOfString(text, at);
    const colon = skipBlanks(text, end);
    if (text.bytes[colon] !== COLON) throw brokenJson(text, colon, 'a colon was expected after a key');
    return visit(String(parseSpan(text, {start: at, end})), skipBlanks(text, colon + 1));
  });
}

/** As {@link forEachEntry}, for the elements of a list. */
export function forEachElement(text: JsonText, start: number, visit: (at: number) => number): number {
  return forEachMember(text, start, CLOSE_LIST, visit);
}

function forEachMember(text: JsonText, start: number, close: number, visit: (at: number) => number): number {
  let at = skipBlanks(text, start + 1);
  if (text.bytes[at] === close) return at + 1;
  for (;;) {
    at = skipBlanks(text, visit(at));
    const next = text.bytes[at];
    if (next === close) return at + 1;
    if (next !== COMMA) {
      throw brokenJson(text, at, `a comma or ${String.fromCharCode(close)} was expected`);
    }
    at = skipBlanks(text, at + 1);
  }
}

/** Where the value that starts at `start` ends. Only brackets and quotes are looked at; the rest shows when it is parsed. */
export function endOfValue(text: JsonText, start: number): number {
  const {bytes} = text;
  const first = bytes[start];
  if (first === QUOTE) return endOfString(text, start);
  if (first === OPEN_MAP || first === OPEN_LIST) return endOfBrackets(text, start);
  let at = start;
  while (isPlain(bytes[at])) at++;
  if (at === start) throw brokenJson(text, at, 'a value was expected');
  return at;
}

/** Letters, digits and signs, of which numbers, `true`, `false` and `null` consist. */
function isPlain(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  );
}

/** No dump nests deeper than a hundredth of this; whatever reads one goes down with it. */
const DEEPEST = 1000;

function endOfBrackets(text: JsonText, start: number): number {
  const {bytes} = text;
  const {length} = bytes;
  let depth = 0;
  for (let at = start; at < length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(text, at) - 1;
    } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      depth++;
      if (depth > DEEPEST) throw brokenJson(text, at, `values are nested more than ${DEEPEST} deep`);
    } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
      if (--depth === 0) return at + 1;
    }
  }
  throw brokenJson(text, length, 'the text ends in the middle of a value');
}

function endOfString(text: JsonText, start: number): number {
  const {bytes} = text;
  const {length} = bytes;
  for (let at = start + 1; at < length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
  }
  throw brokenJson(text, length, 'the text ends in the middle of a string');
}

/** The next byte that is not a blank. */
export function skipBlanks(text: JsonText, start: number): number {
  const {bytes} = text;
  let at = start;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) at++;
  return at;
}

/** The value of a span. Throws an IstioctlError that says where it is broken. */
export function parseSpan(text: JsonText, span: Span): unknown {
  let json: string;
  try {
    json = text.bytes.toString('utf8', span.start, span.end);
  } catch (error) {
    throw new IstioctlError(`${text.name}: a single value of ${span.end - span.start} bytes is too long to read`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = messageOf(error).replace(/( in JSON)? at position \d.*$|, (\.\.\.)?".*$/s, '');
    const offset = span.start + Buffer.byteLength(json.slice(0, mistakeIn(json)));
    throw brokenJson(text, offset, reason, error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where the first mistake of a JSON text is, which V8 does not always say: the text up to there only lacks its end. */
function mistakeIn(json: string): number {
  let right = 0;
  let wrong = json.length;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (lacksOnlyItsEnd(json.slice(0, middle))) right = middle;
    else wrong = middle;
  }
  return lacksOnlyItsEnd(json) ? json.length : right;
}

function lacksOnlyItsEnd(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch (error) {
    return /end of JSON input|Unterminated string/.test(messageOf(error));
  }
}

/** An error that names file, line and column. */
export function brokenJson(text: JsonText, offset: number, reason: string, cause?: unknown): IstioctlError {
  const {line, column} = placeOf(text.bytes, offset);
  return new IstioctlError(
    `error unmarshalling config dump response from ${text.origin ?? 'Envoy'}: ${text.name}: syntax error (line ${line}:${column}): ${reason}`,
    {cause, exitCode: ExitCode.UnreadableInput, ...hintFor(text, offset)},
  );
}

function placeOf(bytes: Buffer, offset: number): {line: number; column: number} {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf('\n'); at >= 0 && at < offset; at = bytes.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return {line, column: bytes.toString('utf8', lineStart, Math.min(offset, lineStart + 10_000)).length + 1};
}

/** What the text is instead, where that can be told from its beginning or end. */
function hintFor({bytes}: JsonText, offset: number): {hint?: string} {
  if (bytes.length === 0) return {hint: 'the input is empty'};
  const head = bytes.toString('utf8', 0, 200).trimStart();
  if (/^<(!doctype|html)/i.test(head)) return {hint: 'this is a web page, not a config dump'};
  if (/^(---|[A-Za-z][\w-]*:\s)/.test(head)) {
    return {hint: "this looks like YAML; a config dump is JSON, as Envoy's admin page /config_dump answers"};
  }
  if (head.startsWith('{') && offset >= bytes.length) {
    return {hint: 'the file was cut off; take the dump again'};
  }
  return {};
}
