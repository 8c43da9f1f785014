// SPDX-License-Identifier: Apache-2.0
import type {ProtoNode} from '../../envoy/proto/node.js';

export interface JsonStyle {
  /** Between a key and its value. */
  readonly colon: string;
  /** Write `<`, `>` and `&` as escapes, as Go's encoding/json does. */
  readonly escapeHtml: boolean;
}

/** What the reference prints for most resources: Go's encoding/json with four blanks. */
export const GO_JSON: JsonStyle = {colon: ': ', escapeHtml: true};

/** What the reference prints for ECDS: Go's protojson, with the two blanks after the colon that its build has. */
export const PROTO_JSON: JsonStyle = {colon: ':  ', escapeHtml: false};

const UNIT = '    ';

/** A message indented by four blanks per level. */
export function indentedJson(node: ProtoNode, style: JsonStyle, indent = ''): string {
  if (node === null || typeof node !== 'object') return scalarJson(node, style.escapeHtml);
  const inner = indent + UNIT;
  if ('items' in node) {
    if (node.items.length === 0) return '[]';
    const items = node.items.map((item) => `${inner}${indentedJson(item, style, inner)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (node.entries.length === 0) return '{}';
  const entries = node.entries.map(
    ([key, value]) => `${inner}${quoted(key, style.escapeHtml)}${style.colon}${indentedJson(value, style, inner)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

/** A list of messages, one after another, so that only one of them is held. */
export function* jsonList(nodes: Iterable<ProtoNode>): Generator<string> {
  let any = false;
  for (const node of nodes) {
    yield `${any ? ',' : '['}\n${UNIT}${indentedJson(node, GO_JSON, UNIT)}`;
    any = true;
  }
  yield any ? '\n]\n' : '[]\n';
}

/**
 * A message as the reference's older encoder indents it for bootstrap and secrets: entries of lists and maps two levels
 * deeper, structs deeper still, and a blank line in an empty message (spec/proxy.md §1.8).
 */
export function unevenJson(node: ProtoNode, indent = ''): string {
  if (node === null || typeof node !== 'object') return scalarJson(node, true);
  switch (node.kind) {
    case 'message': {
      const entries = node.entries.map(
        ([key, value]) => `${indent}${UNIT}${quoted(key, true)}: ${unevenField(value, indent)}`,
      );
      return `{\n${entries.join(',\n')}\n${indent}}`;
    }
    case 'list':
    case 'values':
      return unevenItems(
        '[',
        node.items.map((item) => ['', item]),
        ']',
        indent,
        node.kind === 'values',
      );
    case 'map':
    case 'struct':
      return unevenItems(
        '{',
        node.entries.map(([key, value]) => [`${quoted(key, true)}: `, value]),
        '}',
        indent,
        node.kind === 'struct',
      );
  }
}

/** Lists and maps take the indentation of the message they are in; messages and structs are one level deeper. */
function unevenField(value: ProtoNode, indent: string): string {
  const own = value !== null && typeof value === 'object' && (value.kind === 'list' || value.kind === 'map');
  return unevenJson(value, own ? indent : indent + UNIT);
}

function unevenItems(
  open: string,
  items: readonly (readonly [label: string, value: ProtoNode])[],
  close: string,
  indent: string,
  nested: boolean,
): string {
  const inner = indent + UNIT + UNIT;
  const lines = items.map(([label, value]) => `\n${inner}${label}${unevenJson(value, nested ? inner + UNIT : inner)}`);
  return `${open}${lines.join(',')}\n${indent}${UNIT}${close}`;
}

function scalarJson(value: string | number | boolean | null, escapeHtml: boolean): string {
  if (typeof value === 'string') return quoted(value, escapeHtml);
  return Object.is(value, -0) ? '-0' : String(value);
}

const HTML = /[<>&\u2028\u2029]/;

function quoted(text: string, escapeHtml: boolean): string {
  const json = JSON.stringify(text);
  return escapeHtml && HTML.test(json) ? json.replace(new RegExp(HTML, 'g'), escaped) : json;
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
