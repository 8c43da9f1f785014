// SPDX-License-Identifier: Apache-2.0
import {isMap, type Value} from '../../../template/compile/value.js';
import {emitYaml} from '../../../yaml/emit.js';
import {compareKeys} from '../../../yaml/natural-order.js';

/**
 * YAML as Helm's toYamlPretty prints it: lists are indented under their key, long lines are not folded, and there is no
 * final newline. Takes plain values only.
 */
export function prettyYaml(value: Value): string {
  if (!isFilled(value)) return scalar(value, '');
  return lines(value, '').join('\n');
}

function isFilled(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) && Object.keys(value).length > 0;
}

/** The lines of a filled list or map; the first one stands where the caller is, the others carry the indentation. */
function lines(value: Value, indent: string): string[] {
  if (Array.isArray(value)) return value.map((item, i) => `${i === 0 ? '' : indent}- ${nested(item, `${indent}  `)}`);
  if (!isMap(value)) return [];
  return Object.keys(value)
    .sort(compareKeys)
    .map((key, i) => (i === 0 ? '' : indent) + entry(key, value[key], indent));
}

function nested(item: Value, indent: string): string {
  return isFilled(item) ? lines(item, indent).join('\n') : scalar(item, indent);
}

function entry(key: string, value: Value, indent: string): string {
  const name = emitYaml({[key]: null}).slice(0, -' null\n'.length);
  const inner = `${indent}  `;
  return isFilled(value) ? `${name}\n${inner}${nested(value, inner)}` : `${name} ${scalar(value, inner)}`;
}

/** A scalar or empty collection; the lines of a text block carry the indentation. */
function scalar(value: Value, indent: string): string {
  const [first = '', ...rest] = emitYaml({k: value}).slice('k: '.length).trimEnd().split('\n');
  if (rest.length === 0) return first;
  const isBlock = /^[|>]/.test(first);
  if (!isBlock) return [first, ...rest.map((line) => line.trimStart())].join(' ');
  return [first, ...rest.map((line) => (line === '' ? '' : indent + line.slice(2)))].join('\n');
}
