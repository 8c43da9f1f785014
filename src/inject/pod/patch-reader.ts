// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, setKey, type Tree} from '../../manifest/input/tree.js';
import {parseYaml, parseYamlWithPositions} from '../../yaml/parse.js';

/** A rendered template that was read, and the quoted texts in it that stand alone at the end of a line. */
interface Shape {
  lines: readonly string[];
  value: unknown;
  /** By index of line. */
  texts: ReadonlyMap<number, {path: readonly (string | number)[]; column: number}>;
}

const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
/** Anchors would let one text stand in several places. */
const ANCHOR = /(?:^|[\s[{,])[&*][^\s"']/;

/**
 * A reader of what one template renders for many pods. Most of its lines are the same each time: a text that differs
 * from an earlier one only in quoted texts at ends of lines is not parsed again. Throws a YamlError.
 */
export function patchReader(): (yaml: string) => unknown {
  const seen = new Set<number>();
  const shapes = new Map<number, Shape>();
  return (yaml) => {
    const lines = yaml.split('\n');
    const shape = shapes.get(lines.length);
    const value = shape && adapted(shape, lines);
    if (value !== undefined) return value;
    // Finding out where everything stands pays from the second time on.
    if (!seen.has(lines.length) || ANCHOR.test(yaml)) {
      seen.add(lines.length);
      return parseYaml(yaml);
    }
    const read = shapeOf(yaml, lines);
    shapes.set(lines.length, read);
    return read.value;
  };
}

function shapeOf(yaml: string, lines: readonly string[]): Shape {
  const {value, lineColumn} = parseYamlWithPositions(yaml);
  const texts = new Map<number, {path: readonly (string | number)[]; column: number}>();
  const visit = (node: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(node)) for (const [i, item] of node.entries()) visit(item, [...path, i]);
    else if (isTree(node)) for (const [key, entry] of Object.entries(node)) visit(entry, [...path, key]);
    else if (typeof node === 'string') {
      const place = lineColumn(path, 'value');
      const line = place && lines[place.line - 1];
      if (line && QUOTED.test(line.slice(place.column - 1)))
        texts.set(place.line - 1, {path, column: place.column - 1});
    }
  };
  visit(value, []);
  return {lines, value, texts};
}

/** The value with the texts that these lines have; undefined where they differ in anything else. */
function adapted({lines: known, value, texts}: Shape, lines: readonly string[]): unknown {
  const changes: [readonly (string | number)[], string][] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === known[i]) continue;
    const text = texts.get(i);
    if (text === undefined || line.slice(0, text.column) !== known[i]?.slice(0, text.column)) return undefined;
    const read = quotedText(line.slice(text.column));
    if (read === undefined) return undefined;
    changes.push([text.path, read]);
  }
  return changes.reduce((changed, [path, text]) => withText(changed, path, text), value);
}

/** The text that is quoted; undefined for escapes that YAML and JSON do not share, and for anything behind it. */
function quotedText(quoted: string): string | undefined {
  if (!QUOTED.test(quoted)) return undefined;
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' && !/\p{Surrogate}/u.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A copy of the value with another text at that path. */
function withText(value: unknown, [step, ...rest]: readonly (string | number)[], text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.with(Number(step), withText(value[Number(step)], rest, text));
  if (!isTree(value)) return value;
  const copy: Tree = {...value};
  setKey(copy, String(step), withText(getKey(value, step), rest, text));
  return copy;
}
