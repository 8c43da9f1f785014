// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import {type PositionedYaml, parseYaml, parseYamlWithPositions} from '../../yaml/parse.js';
import type {Path} from '../model/resource.js';
import {type Repair, valueAt} from './repair.js';

/** A piece of a text and what takes its place. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * A document with one entry changed and every other byte as it was; undefined where the entry is not written in a way
 * that this can be done to. The result is read again: it differs from what was there in this entry and nothing else.
 */
export function rewrite(text: string, {from, to, value}: Repair): string | undefined {
  const yaml = parseYamlWithPositions(text);
  const edits: (Edit | undefined)[] = [];
  if (from.at(-1) !== to.at(-1)) edits.push(keyEdit(text, yaml, from, String(to.at(-1))));
  if (!isDeepStrictEqual(valueAt(yaml.value, from), value)) edits.push(valueEdit(text, yaml, from, value));
  const possible = edits.filter((edit) => edit !== undefined);
  if (possible.length < edits.length) return undefined;
  const rewritten = applied(text, possible);
  return isDeepStrictEqual(read(rewritten), moved(yaml.value, {from, to, value})) ? rewritten : undefined;
}

function read(text: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : parseYaml(text);
  } catch {
    // What cannot be read is equal to nothing.
    return undefined;
  }
}

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, {start, end, text: piece}) => rest.slice(0, start) + piece + rest.slice(end), text);
}

function keyEdit(text: string, yaml: PositionedYaml, path: Path, name: string): Edit | undefined {
  const start = yaml.offset(path, 'key');
  const token = start === undefined ? undefined : scalarToken(text, start, /[\w.+-]+(?=\s*:)/y);
  return start === undefined || token === undefined
    ? undefined
    : {start, end: start + token.length, text: inQuotesOf(token, name)};
}

function valueEdit(text: string, yaml: PositionedYaml, path: Path, value: unknown): Edit | undefined {
  const start = yaml.offset(path, 'value');
  const token = start === undefined ? undefined : scalarToken(text, start, /[\w.+-]+(?=[\s,}\]]|$)/y);
  if (start === undefined || token === undefined) return undefined;
  const json = text.startsWith('{');
  const written = typeof value === 'string' ? inQuotesOf(token, value) : json ? JSON.stringify(value) : flowText(value);
  return {start, end: start + token.length, text: written};
}

/** A scalar in one line: in quotes, or by the pattern for plain ones. */
function scalarToken(text: string, start: number, plain: RegExp): string | undefined {
  for (const pattern of [/"(?:[^"\\\n]|\\.)*"/y, /'(?:[^'\n]|'')*'/y, plain]) {
    pattern.lastIndex = start;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) return token;
  }
  return undefined;
}

function inQuotesOf(token: string, text: string): string {
  if (token.startsWith('"')) return JSON.stringify(text);
  return token.startsWith("'") ? `'${text.replaceAll("'", "''")}'` : text;
}

/** A value as YAML in one line; keys and texts in it are plain names. */
function flowText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, entry]) => `${key}: ${flowText(entry)}`);
  return `{${entries.join(', ')}}`;
}

/** The same value with one entry in another place. */
function moved(root: unknown, {from, to, value}: Pick<Repair, 'from' | 'to' | 'value'>): unknown {
  const copy: unknown = structuredClone(root);
  const parent = valueAt(copy, from.slice(0, -1));
  const [oldKey, newKey] = [from.at(-1), to.at(-1)];
  if (typeof parent !== 'object' || parent === null || oldKey === undefined || newKey === undefined) return undefined;
  Reflect.deleteProperty(parent, oldKey);
  Reflect.set(parent, newKey, value);
  return copy;
}
