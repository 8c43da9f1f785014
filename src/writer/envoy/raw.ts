// SPDX-License-Identifier: Apache-2.0
import {
  endOfValue,
  expectEnd,
  forEachElement,
  forEachEntry,
  type JsonText,
  parseSpan,
  startOf,
  startsList,
  startsMap,
} from '../../envoy/dump/json-text.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {emitYaml} from '../../yaml/emit.js';
import {parseExactJson} from '../../yaml/exact-json.js';
import {compareKeys} from '../../yaml/natural-order.js';
import {parseYaml} from '../../yaml/parse.js';

/** Values no longer than this are read at once. */
const PIECE = 4 * 1024 * 1024;

/** Text is passed on in pieces so short that they leave memory as fast as they come. */
const CHUNK = 64 * 1024;

/** The text itself and a line end, in pieces short enough for a string. */
export function* rawPieces({bytes}: JsonText): Generator<string> {
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  for (let at = 0; at < bytes.length; at += CHUNK) {
    yield decoder.decode(bytes.subarray(at, at + CHUNK), {stream: at + CHUNK < bytes.length});
  }
  yield '\n';
}

/**
 * Any JSON as YAML and an empty line, in pieces. What is long is taken apart, so that only one piece of it is held. What
 * is no JSON is read as YAML, of which JSON is a part.
 */
export function* rawYamlPieces(text: JsonText): Generator<string> {
  const start = startOf(text);
  if (!startsMap(text, start) && !startsList(text, start)) {
    yield `${emitYaml(foreignYaml(text))}\n`;
    return;
  }
  const end = endOfValue(text, start);
  expectEnd(text, end);
  yield* valuePieces(text, start, end, 0);
  yield '\n';
}

function foreignYaml({bytes, name}: JsonText): unknown {
  try {
    return parseYaml(bytes.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`${name}: ${reason}`, {cause: error, exitCode: ExitCode.UnreadableInput});
  }
}

/** A value `depth` lists deep, its first line indented like the others. */
function* valuePieces(text: JsonText, start: number, end: number, depth: number): Generator<string> {
  if (end - start <= PIECE) yield nested(exactValue(text, start, end), depth);
  else if (startsList(text, start)) yield* listPieces(text, start, depth);
  else yield* mapPieces(text, start, depth);
}

function* listPieces(text: JsonText, start: number, depth: number): Generator<string> {
  const dash = `${'  '.repeat(depth)}- `;
  const elements: [start: number, end: number][] = [];
  forEachElement(text, start, (at) => {
    const end = endOfValue(text, at);
    elements.push([at, end]);
    return end;
  });
  for (const [at, end] of elements) {
    let first = true;
    for (const piece of valuePieces(text, at, end, depth + 1)) {
      yield first ? dash + piece.slice(dash.length) : piece;
      first = false;
    }
  }
}

function* mapPieces(text: JsonText, start: number, depth: number): Generator<string> {
  const entries: [key: string, start: number, end: number][] = [];
  forEachEntry(text, start, (key, at) => {
    const end = endOfValue(text, at);
    entries.push([key, at, end]);
    return end;
  });
  entries.sort(([a], [b]) => compareKeys(a, b));
  for (const [key, at, end] of entries) {
    if (end - at <= PIECE) {
      yield nested(Object.fromEntries([[key, exactValue(text, at, end)]]), depth);
      continue;
    }
    yield nested(Object.fromEntries([[key, null]]), depth).replace(/ null\n$/, '\n');
    yield* valuePieces(text, at, end, startsList(text, at) ? depth : depth + 1);
  }
}

/** So many digits a number needs to be one that a double may not hold. */
const LONG_NUMBER = /\d{16}/;

/** A value with all digits of its integers, as YAML takes them. */
function exactValue(text: JsonText, start: number, end: number): unknown {
  const value = parseSpan(text, {start, end});
  const json = text.bytes.toString('utf8', start, end);
  return LONG_NUMBER.test(json) ? parseExactJson(json) : value;
}

/** A value as it stands within lists, their dashes left out. */
function nested(value: unknown, depth: number): string {
  let wrapped = value;
  for (let i = 0; i < depth; i++) wrapped = [wrapped];
  return '  '.repeat(depth) + emitYaml(wrapped).slice(2 * depth);
}
