// SPDX-License-Identifier: Apache-2.0
import {RE2JS} from 're2js';
import {checkLength} from '../bounds.js';
import {binary, type FunctionTable, int, ternary, text, unary} from '../parameters.js';

/** Start and end of a match, then of each group; -1 for a group that took no part. */
type Match = readonly number[];

const MAX_CACHED = 500;
const compiled = new Map<string, RE2JS>();

/** RE2 takes time in proportion to the text, whatever the pattern. Throws an Error with Go's wording. */
function compile(pattern: string): RE2JS {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = RE2JS.compile(pattern);
    if (compiled.size >= MAX_CACHED) compiled.clear();
    compiled.set(pattern, known);
  }
  return known;
}

function find(pattern: RE2JS, string: string, most: number): readonly Match[] {
  const found: Match[] | null = pattern.re2().findAllSubmatchIndex(string, most);
  return found ?? [];
}

function part(string: string, match: Match, group: number): string {
  const start = match[2 * group] ?? -1;
  return start < 0 ? '' : string.slice(start, match[2 * group + 1]);
}

function replaceAll(pattern: RE2JS, string: string, by: (match: Match) => string): string {
  let replaced = '';
  let at = 0;
  for (const match of find(pattern, string, -1)) {
    replaced += string.slice(at, match[0]) + by(match);
    checkLength(replaced.length);
    at = match[1] ?? at;
  }
  return replaced + string.slice(at);
}

/** `$1`, `${1}` and `$name` stand for groups, `$$` for a dollar sign; a name reaches as far as it can. */
const REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

function expand(template: string, pattern: RE2JS, string: string, match: Match): string {
  const names = pattern.namedGroups();
  return template.replaceAll(REFERENCE, (_, dollar?: string, braced?: string, bare?: string) => {
    if (dollar !== undefined) return dollar;
    const name = braced ?? bare ?? '';
    if (/^[0-9]+$/.test(name)) return part(string, match, Number(name));
    return Object.hasOwn(names, name) ? part(string, match, names[name] ?? 0) : '';
  });
}

function split(pattern: RE2JS, string: string, most: number): string[] {
  if (most === 0) return [];
  if (pattern.pattern() !== '' && string === '') return [''];
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const [start = 0, stop = 0] of find(pattern, string, most)) {
    if (most > 0 && parts.length === most - 1) break;
    end = start;
    if (stop !== 0) parts.push(string.slice(begin, end));
    begin = stop;
  }
  if (end !== string.length) parts.push(string.slice(begin));
  return parts;
}

function matches(pattern: string, string: string): boolean {
  return compile(pattern).test(string);
}

function tolerantMatch(pattern: string, string: string): boolean {
  try {
    return matches(pattern, string);
  } catch {
    return false;
  }
}

const table: FunctionTable = {
  regexFind: binary(text, text, (pattern, string) => {
    const [first] = find(compile(pattern), string, 1);
    return first === undefined ? '' : part(string, first, 0);
  }),
  regexFindAll: ternary(text, text, int, (pattern, string, most) =>
    find(compile(pattern), string, most).map((match) => part(string, match, 0)),
  ),
  regexReplaceAll: ternary(text, text, text, (pattern, string, by) => {
    const regex = compile(pattern);
    return replaceAll(regex, string, (match) => expand(by, regex, string, match));
  }),
  regexReplaceAllLiteral: ternary(text, text, text, (pattern, string, by) =>
    replaceAll(compile(pattern), string, () => by),
  ),
  regexSplit: ternary(text, text, int, (pattern, string, most) => split(compile(pattern), string, most)),
};

const mustTable = Object.entries(table).map(([name, fn]) => [`mustR${name.slice(1)}`, fn]);

export function regexFunctions(): FunctionTable {
  return {
    ...table,
    ...Object.fromEntries(mustTable),
    regexMatch: binary(text, text, tolerantMatch),
    mustRegexMatch: binary(text, text, matches),
    regexQuoteMeta: unary(text, (string) => string.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)),
  };
}
