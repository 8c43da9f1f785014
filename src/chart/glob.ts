// SPDX-License-Identifier: Apache-2.0

/** One element of a pattern: what a character has to be, and whether it may repeat. */
interface Element {
  accepts(character: string): boolean;
  /** Any number of characters, also none. */
  repeats: boolean;
}

const MAX_ALTERNATIVES = 1000;
const notSlash = (character: string) => character !== '/';
const anything = () => true;

/**
 * Whether paths match the pattern as in `.Files.Glob`: `*` and `?` stop at slashes, `**` does not; sets `[a-z]`, `[!a]`,
 * alternatives `{a,b}`, and `\` before a character that stands for itself. The time taken grows with the length of the
 * path times the length of the pattern, whatever the pattern. A pattern that is broken matches everything.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const alternatives = expand(pattern, MAX_ALTERNATIVES)?.map(compile);
  if (alternatives === undefined || alternatives.includes(undefined)) return anything;
  return (path) => alternatives.some((elements) => elements !== undefined && matches(elements, path));
}

/** The patterns without braces that the pattern stands for; undefined if it is broken or stands for too many. */
function expand(pattern: string, most: number): string[] | undefined {
  const open = indexOfBare(pattern, '{', 0);
  if (open === -1) return indexOfBare(pattern, '}', 0) === -1 ? [pattern] : undefined;
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    if ((character === ',' && depth === 1) || (character === '}' && depth === 0)) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
    }
    if (character === '}' && depth === 0) break;
  }
  if (depth !== 0 || parts.length > most) return undefined;
  const expanded: string[] = [];
  for (const part of parts) {
    const patterns = expand(pattern.slice(0, open) + part + pattern.slice(start), most - expanded.length);
    if (patterns === undefined) return undefined;
    expanded.push(...patterns);
  }
  return expanded.length > most ? undefined : expanded;
}

function indexOfBare(pattern: string, wanted: string, from: number): number {
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === wanted) return at;
  }
  return -1;
}

function compile(pattern: string): Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      const isDouble = pattern[at + 1] === '*';
      if (isDouble) at++;
      elements.push({accepts: isDouble ? anything : notSlash, repeats: true});
    } else if (character === '?') {
      elements.push({accepts: notSlash, repeats: false});
    } else if (character === '[') {
      const end = indexOfBare(pattern, ']', at + 1);
      if (end === -1) return undefined;
      elements.push({accepts: characterSet(pattern.slice(at + 1, end)), repeats: false});
      at = end;
    } else {
      if (character === '\\') at++;
      const literal = pattern[at] ?? '';
      elements.push({accepts: (other) => other === literal, repeats: false});
    }
  }
  return elements;
}

function characterSet(body: string): (character: string) => boolean {
  const isNegated = body.startsWith('!');
  const members = isNegated ? body.slice(1) : body;
  const [, low, high] = /^(.)-(.)$/s.exec(members) ?? [];
  const isMember = (character: string) =>
    low !== undefined && high !== undefined ? character >= low && character <= high : members.includes(character);
  return (character) => isMember(character) !== isNegated;
}

/** Follows all ways through the pattern at once: `reached` are the elements that may come next. */
function matches(elements: readonly Element[], path: string): boolean {
  let reached = skipRepeats(elements, new Set([0]));
  for (const character of path) {
    const next = new Set<number>();
    for (const at of reached) {
      const element = elements[at];
      if (element?.accepts(character) === true) next.add(element.repeats ? at : at + 1);
    }
    reached = skipRepeats(elements, next);
    if (reached.size === 0) return false;
  }
  return reached.has(elements.length);
}

function skipRepeats(elements: readonly Element[], reached: Set<number>): Set<number> {
  for (const at of reached) if (elements[at]?.repeats === true) reached.add(at + 1);
  return reached;
}
