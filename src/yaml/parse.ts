// SPDX-License-Identifier: Apache-2.0
import {BuildError, buildDocument, type Position} from './build.js';
import {YamlError} from './error.js';
import {documentEvents, MAX_DEPTH} from './scan/events.js';
import {ScanError} from './scan/token.js';

/**
 * The first document as sigs.k8s.io/yaml reads it: YAML 1.1 scalars, the last of duplicate keys wins, anchors and merge
 * keys resolved, every number a float64, every key a string; an empty text is null. Throws {@link YamlError}.
 */
export function parseYaml(text: string): unknown {
  const json = parseJson(text);
  return json === undefined ? (build(text, false)?.value ?? null) : json;
}

/** The first document; a key that is set twice in one map is an error. Throws {@link YamlError}. */
export function parseStrictYaml(text: string): unknown {
  return build(text, false, true)?.value ?? null;
}

/**
 * JSON is YAML that can be read faster; but numbers beyond a float64, which YAML takes for text, go the slow way, and so
 * does what may nest deeper than a reader of YAML follows.
 */
function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text) || /\d[eE]\+?\d{3}/.test(text) || mayNestTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Counts brackets within texts as well, so it is right only where it says no. */
function mayNestTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= MAX_DEPTH; at++) {
    const code = text.charCodeAt(at) | 0x20;
    if (code === 0x7b) depth++;
    else if (code === 0x7d) depth--;
  }
  return depth > MAX_DEPTH;
}

/** Every document of the text, empty ones as null. */
export function parseYamlDocuments(text: string): unknown[] {
  return whereFailing(text, () =>
    documentEvents(text).map((events) => buildDocument(events, {positions: false, uniqueKeys: false}).value),
  );
}

export interface LineColumn {
  line: number;
  column: number;
}

export interface PositionedYaml {
  value: unknown;
  /**
   * Where the key (or, for list items and on demand, the value) of that path stands, counted from 1. A path that does
   * not exist, or was brought in by a merge key of unknown origin, has no position.
   */
  lineColumn(path: readonly (string | number)[], what?: 'key' | 'value'): LineColumn | undefined;
  /** The same as an offset into the text. */
  offset(path: readonly (string | number)[], what?: 'key' | 'value'): number | undefined;
}

/** As {@link parseYaml}, and knows where each entry stands. */
export function parseYamlWithPositions(text: string): PositionedYaml {
  const root = build(text, true);
  const offset: PositionedYaml['offset'] = (path, what = 'key') => {
    let position: Position | undefined = root?.position;
    for (const step of path) position = position?.children?.get(step);
    return what === 'key' && (position?.key ?? -1) >= 0 ? position?.key : position?.value;
  };
  return {
    value: root?.value ?? null,
    offset,
    lineColumn(path, what) {
      const at = offset(path, what);
      return at === undefined ? undefined : lineColumnAt(text, at);
    },
  };
}

function build(text: string, positions: boolean, uniqueKeys = false) {
  return whereFailing(text, () => {
    const [events] = documentEvents(text, 1);
    return events && buildDocument(events, {positions, uniqueKeys});
  });
}

/** @throws YamlError for what the reader does not take, with the line and column of it. */
function whereFailing<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BuildError || error instanceof ScanError)) throw error;
    const {line, column} = lineColumnAt(text, error.offset);
    throw new YamlError(error.message, line, column);
  }
}

function lineColumnAt(text: string, offset: number): LineColumn {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return {line, column: offset - start + 1};
}
