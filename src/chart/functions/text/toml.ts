// SPDX-License-Identifier: Apache-2.0

import {getKey, isMap, type Value, type ValueMap} from '../../../template/compile/value.js';
import {sortedKeys} from '../../../template/print/utf8.js';

/** A plain map as TOML: the entries of a table before its sub-tables, keys sorted, tables indented by two blanks. */
export function writeToml(value: Value): string {
  if (!isMap(value)) throw new Error('toml: only a map can be written as TOML');
  const out: string[] = [];
  table(value, [], out);
  return out.join('');
}

function table(map: ValueMap, path: string[], out: string[]): void {
  const indent = '  '.repeat(Math.max(path.length - 1, 0) + (path.length > 0 ? 1 : 0));
  const keys = sortedKeys(map).filter((key) => (getKey(map, key) ?? null) !== null);
  for (const key of keys) {
    const value = getKey(map, key);
    if (!isTable(value) && !isTableList(value)) out.push(`${indent}${tomlKey(key)} = ${inline(value)}\n`);
  }
  for (const key of keys) {
    const value = getKey(map, key);
    const inner = [...path, key];
    if (isTable(value)) subTable(value, inner, `[${inner.map(tomlKey).join('.')}]`, out);
    if (!isTableList(value)) continue;
    for (const item of value) subTable(item, inner, `[[${inner.map(tomlKey).join('.')}]]`, out);
  }
}

function subTable(map: ValueMap, path: string[], header: string, out: string[]): void {
  if (out.length > 0 && (path.length === 1 || header.startsWith('[['))) out.push('\n');
  out.push(`${'  '.repeat(path.length - 1)}${header}\n`);
  table(map, path, out);
}

function isTable(value: Value): value is ValueMap {
  return isMap(value);
}

function isTableList(value: Value): value is ValueMap[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isMap(item));
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

function inline(value: Value): string {
  switch (typeof value) {
    case 'string':
      return tomlString(value);
    case 'number':
      return tomlFloat(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
      if (isMap(value)) return inlineTable(value);
      throw new Error('toml: cannot encode array with nil element');
  }
}

function inlineTable(map: ValueMap): string {
  const entries = sortedKeys(map).map((key) => `${tomlKey(key)} = ${inline(getKey(map, key))}`);
  return entries.length === 0 ? '{}' : `{${entries.join(', ')}}`;
}

function tomlFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = String(value).replace(/e([+-])(\d)$/, 'e$10$2');
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function tomlString(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what TOML wants escaped
  const escaped = text.replaceAll(/[\u0000-\u001f\u007f"\\]/g, (character) => {
    return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
