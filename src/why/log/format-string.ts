// SPDX-License-Identifier: Apache-2.0
import type {LogField} from './entry.js';
import {canBe, fieldOf, longestOf} from './operators.js';

/** The texts of a line by the field they are of. */
export type Fields = Partial<Record<LogField, string>>;

type Piece = {literal: string} | {field: LogField | undefined};

const OPERATOR = /%([A-Z_0-9]+(?:\([^)]*\))?(?::\d+)?)%/g;

/**
 * Returns what reads lines that Envoy wrote with a format string; undefined where a line cannot be of it
 * (Envoy, "Access logging", format strings). A field that comes twice counts where it says more.
 */
export function formatReader(format: string): (line: string) => Fields | undefined {
  const pieces = piecesOf(format.replace(/\n$/, ''));
  return (line) => match(pieces, line);
}

function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of format.matchAll(OPERATOR)) {
    if (found.index > end) pieces.push({literal: unescaped(format.slice(end, found.index))});
    pieces.push({field: fieldOf(found[1] ?? '')});
    end = found.index + found[0].length;
  }
  if (end < format.length) pieces.push({literal: unescaped(format.slice(end))});
  return pieces;
}

const unescaped = (text: string): string => text.replaceAll('%%', '%');

/**
 * The first way to share a line among the pieces, each value as short as can be. What failed once fails again: at the
 * same place, and for a value that may be anything at every later place too, so that a line takes time in proportion to
 * its length.
 */
function match(pieces: readonly Piece[], line: string): Fields | undefined {
  const failed = new Set<number>();
  const failedFrom: number[] = [];
  const values: string[] = [];
  const follow = (piece: number, at: number): boolean => {
    const here = pieces[piece];
    if (!here) return at === line.length;
    const key = piece * (line.length + 1) + at;
    const most = 'field' in here ? longestOf(here.field, line[at]) : undefined;
    const isFree = 'field' in here && most === undefined;
    if (failed.has(key) || (isFree && at >= (failedFrom[piece] ?? Number.POSITIVE_INFINITY))) return false;
    const fits =
      'literal' in here
        ? line.startsWith(here.literal, at) && follow(piece + 1, at + here.literal.length)
        : fill(here, piece, at);
    if (!fits && isFree) failedFrom[piece] = at;
    else if (!fits) failed.add(key);
    return fits;
  };
  const fill = ({field}: {field: LogField | undefined}, piece: number, at: number): boolean => {
    for (const end of ends(pieces[piece + 1], line, at, longestOf(field, line[at]))) {
      const value = line.slice(at, end);
      values[piece] = value;
      if (canBe(field, value) && follow(piece + 1, end)) return true;
    }
    return false;
  };
  return follow(0, 0) ? collected(pieces, values) : undefined;
}

/** Where a value that begins at a place may end: before what comes next. */
function* ends(next: Piece | undefined, line: string, at: number, most = line.length): Generator<number> {
  const last = Math.min(line.length, at + most);
  if (!next) {
    if (last === line.length) yield last;
  } else if (!('literal' in next)) {
    for (let end = at; end <= last; end++) yield end;
  } else {
    for (let end = line.indexOf(next.literal, at); end >= 0 && end <= last; end = line.indexOf(next.literal, end + 1))
      yield end;
  }
}

function collected(pieces: readonly Piece[], values: readonly string[]): Fields {
  const fields: Fields = {};
  for (const [i, piece] of pieces.entries()) {
    if (!('field' in piece) || piece.field === undefined) continue;
    const known = fields[piece.field];
    if (known === undefined || known === '-' || known === '') fields[piece.field] = values[i] ?? '';
  }
  return fields;
}
