// SPDX-License-Identifier: Apache-2.0
import type {LogField} from './entry.js';
import {canBe, fieldOf} from './operators.js';

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
 * The first way to share a line among the pieces, each value as short as can be. What failed once at a place fails there
 * again, so that a line takes no more steps than its length times the number of pieces.
 */
function match(pieces: readonly Piece[], line: string): Fields | undefined {
  const failed = new Set<number>();
  const values: string[] = [];
  const follow = (piece: number, at: number): boolean => {
    const here = pieces[piece];
    if (!here) return at === line.length;
    const key = piece * (line.length + 1) + at;
    if (failed.has(key)) return false;
    const fits =
      'literal' in here
        ? line.startsWith(here.literal, at) && follow(piece + 1, at + here.literal.length)
        : ends(pieces[piece + 1], line, at).some((end) => {
            values[piece] = line.slice(at, end);
            return canBe(here.field, values[piece] ?? '') && follow(piece + 1, end);
          });
    if (!fits) failed.add(key);
    return fits;
  };
  return follow(0, 0) ? collected(pieces, values) : undefined;
}

/** Where a value that begins at a place may end: before what comes next. */
function ends(next: Piece | undefined, line: string, at: number): number[] {
  if (!next) return [line.length];
  const found: number[] = [];
  if (!('literal' in next)) {
    for (let end = at; end <= line.length; end++) found.push(end);
    return found;
  }
  for (let end = line.indexOf(next.literal, at); end >= 0; end = line.indexOf(next.literal, end + 1)) found.push(end);
  return found;
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
