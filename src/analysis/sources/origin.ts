// SPDX-License-Identifier: Apache-2.0

import {type PositionedYaml, parseYamlWithPositions} from '../../yaml/parse.js';
import type {Origin, Path, Position} from '../model/resource.js';
import type {Chunk} from './documents.js';

/** The file that a document is of; `rendered` where a tool made its text. */
interface OriginFile {
  name: string;
  rendered?: boolean;
}

/** Where a document stands. Its text is read for positions only when a message asks for a line. */
export function documentOrigin({name: file, rendered}: OriginFile, chunk: Chunk): Origin {
  return {
    file,
    ...(rendered && {rendered}),
    line: chunk.line,
    lineOf(path) {
      const line = scalarLine(positionsOf(chunk), path);
      return line === undefined ? undefined : line + chunk.line - 1;
    },
    keyPosition: (path) => positionsOf(chunk).keyPosition(path),
    valuePosition: (path) => positionsOf(chunk).valuePosition(path, 0),
  };
}

/** Of an element of a List also its source, where that is written in braces. */
export interface ListItemOrigin extends Origin {
  flowText(): string | undefined;
}

/**
 * Where an element of a List stands, to which the path leads. The reference counts in the text that it writes of the element, in which blank
 * lines are missing, and one line too many from the List's own start (spec §1.5).
 */
export function listItemOrigin({name: file, rendered}: OriginFile, chunk: Chunk, item: Path): ListItemOrigin {
  return {
    file,
    ...(rendered && {rendered}),
    get line() {
      return chunk.line + (positionsOf(chunk).line(item) ?? 1);
    },
    lineOf(path) {
      const positions = positionsOf(chunk);
      const line = scalarLine(positions, [...item, ...path]);
      return line === undefined ? undefined : chunk.line + line - positions.blankLines(positions.line(item) ?? 1, line);
    },
    keyPosition: (path) => positionsOf(chunk).keyPosition([...item, ...path]),
    valuePosition: (path) => positionsOf(chunk).valuePosition([...item, ...path], item.length),
    flowText() {
      const at = positionsOf(chunk).offset(item);
      return at !== undefined && chunk.text[at] === '{'
        ? chunk.text.slice(at, closingBrace(chunk.text, at))
        : undefined;
    },
  };
}

interface Positions {
  value: unknown;
  offset(path: Path): number | undefined;
  /** Line of a value, counted in the document. */
  line(path: Path): number | undefined;
  /** Blank lines after the one line and before the other. */
  blankLines(from: number, to: number): number;
  /** Where a key stands in the file. */
  keyPosition(path: Path): Position | undefined;
  /** Where a value stands in the file, or the nearest above it; paths no longer than `top` are the resource itself. */
  valuePosition(path: Path, top: number): Position;
}

let last: {chunk: Chunk; positions: Positions} | undefined;

/** Messages come resource by resource: one document is enough to remember. */
function positionsOf(chunk: Chunk): Positions {
  if (last?.chunk !== chunk) last = {chunk, positions: positionsIn(chunk, parseYamlWithPositions(chunk.text))};
  return last.positions;
}

function positionsIn(chunk: Chunk, yaml: PositionedYaml): Positions {
  const starts = lineStarts(chunk.text);
  const offset = (path: Path) => yaml.offset(path, 'value');
  const positionAt = (at: number): Position => {
    const line = lineAt(starts, at);
    return {line: chunk.textLine + line - 1, column: at - (starts[line - 1] ?? 0) + 1};
  };
  return {
    value: yaml.value,
    offset,
    line(path) {
      const at = offset(path);
      return at === undefined ? undefined : lineAt(starts, at);
    },
    blankLines(from, to) {
      const lines = chunk.text.slice(starts[from], starts[to - 1]).split('\n');
      return lines.slice(0, -1).filter((line) => line.trim() === '').length;
    },
    keyPosition(path) {
      const at = yaml.offset(path, 'key');
      return at === undefined ? undefined : positionAt(at);
    },
    valuePosition(path, top) {
      for (let length = path.length; length > top; length--) {
        const at = offset(path.slice(0, length));
        if (at !== undefined) return positionAt(at);
      }
      const start = top === 0 ? undefined : offset(path.slice(0, top));
      return start === undefined ? {line: chunk.line, column: 1} : positionAt(start);
    },
  };
}

/** The line of a scalar, counted in the document; maps and lists have none. */
function scalarLine(positions: Positions, steps: Path): number | undefined {
  let value = positions.value;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  if (value === undefined || (typeof value === 'object' && value !== null)) return undefined;
  return positions.line(steps);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line, from 1, that holds the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The offset behind the brace that closes the one at `start`; braces in quotes do not count. */
function closingBrace(text: string, start: number): number {
  const token = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[{}]/g;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}' && --depth === 0) return token.lastIndex;
  }
  return text.length;
}
