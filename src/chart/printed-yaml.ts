// SPDX-License-Identifier: Apache-2.0
import {isMap, setKey, type Value, type ValueMap} from '../template/compile/value.js';
import {compareKeys} from '../yaml/natural-order.js';

/** Texts at least this long (UTF-16 units) are worth remembering. */
const LONG = 4096;

/** Deeper values are read from their text, which says what is wrong with them. */
const DEEP = 200;

/** Characters that YAML texts hold as they are, or as escapes that mean the same. */
const ORDINARY = /^[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]*$/;

/**
 * What templates printed with `toYaml`, so that it need not be read again: Istio's charts read all CRDs, change their
 * labels and print them.
 */
export class PrintedYaml {
  private readonly values = new Map<string, Value>();

  /** Notes what a text was printed from; the value must not be changed afterwards. */
  add(text: string, value: Value): void {
    if (text.length >= LONG) this.values.set(text, value);
  }

  /**
   * Returns what reading a document of a rendered file would give, if the document is nothing but printed text below
   * comments; undefined if it has to be read. Answers once for each printed text.
   */
  take(document: string): ValueMap | undefined {
    if (this.values.size === 0) return undefined;
    const text = document.slice(startOfContent(document));
    const value = this.values.get(text);
    if (value === undefined) return undefined;
    this.values.delete(text);
    return isMap(value) && !endsInLines(value) ? copied(value, 0) : undefined;
  }
}

/** Where the first line stands that is neither empty nor a comment. */
function startOfContent(text: string): number {
  let at = 0;
  while (at < text.length && (text[at] === '\n' || text[at] === '#')) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** Whether the last scalar has line breaks: those at the end of a document do not count for its reader. */
function endsInLines(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0 && endsInLines(value.at(-1));
  if (!isMap(value)) return typeof value === 'string' && value.includes('\n');
  const last = Object.keys(value).sort(compareKeys).at(-1);
  return last !== undefined && endsInLines(value[last]);
}

/** A copy with its keys in the order of the text; undefined for values that may look otherwise when they are read. */
function copied(value: ValueMap, depth: number): ValueMap | undefined {
  const copy: ValueMap = {};
  for (const key of Object.keys(value).sort(compareKeys)) {
    if (key === '<<' || !ORDINARY.test(key)) return undefined;
    const entry = copiedValue(value[key], depth + 1);
    if (entry === undefined) return undefined;
    setKey(copy, key, entry);
  }
  return copy;
}

function copiedValue(value: Value, depth: number): Value {
  if (depth > DEEP) return undefined;
  if (typeof value === 'string') return ORDINARY.test(value) ? value : undefined;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
  if (value === null || typeof value === 'boolean') return value;
  if (isMap(value)) return copied(value, depth);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => copiedValue(item, depth + 1));
  return items.includes(undefined) ? undefined : items;
}
