// SPDX-License-Identifier: Apache-2.0
import {EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent} from 'js-yaml';
import {goFloat32} from './number-text.js';
import {type ResolvedScalar, resolveScalar} from './scalar.js';
import {resolveTagged} from './tags.js';

/** Where a value stands: offsets into the text; `key` is -1 for list items and the root. */
export interface Position {
  key: number;
  value: number;
  children?: Map<string | number, Position>;
}

/** A complaint of the builder; the caller turns the offset into line and column. */
export class BuildError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

interface Node {
  value: unknown;
  position: Position;
  /** How many nodes it holds, aliases counted as what they stand for. */
  size: number;
}

interface Builder {
  source: string;
  events: Event[];
  next: number;
  positions: boolean;
  uniqueKeys: boolean;
  /** `undefined` while the anchored node is still being read. */
  anchors: Map<string, Node | undefined>;
  nodes: number;
  aliased: number;
}

export interface BuildOptions {
  /** Remember where values stand. */
  positions: boolean;
  /** Refuse maps that set a key twice; otherwise the last one counts. */
  uniqueKeys: boolean;
}

/** The values of all documents of an event stream. */
export function buildDocuments(source: string, events: Event[], options: BuildOptions): Node[] {
  const builder: Builder = {source, events, next: 0, ...options, anchors: new Map(), nodes: 0, aliased: 0};
  const documents: Node[] = [];
  while (builder.next < events.length) {
    builder.next++;
    builder.anchors = new Map();
    documents.push(buildNode(builder));
    builder.next++;
  }
  return documents;
}

function buildNode(builder: Builder): Node {
  const event = builder.events[builder.next];
  if (event === undefined || event.type === EVENT_ID.POP) return empty(event === undefined ? builder.source.length : 0);
  if (event.type === EVENT_ID.DOCUMENT) throw new BuildError('a document inside a document', 0);
  builder.next++;
  count(builder, 1);
  if (event.type === EVENT_ID.ALIAS) return alias(builder, event.anchorStart, event.anchorEnd);
  const anchor = event.anchorStart < 0 ? undefined : builder.source.slice(event.anchorStart, event.anchorEnd);
  if (anchor !== undefined) builder.anchors.set(anchor, undefined);
  const before = builder.nodes;
  const node =
    event.type === EVENT_ID.SCALAR
      ? scalar(builder, event)
      : event.type === EVENT_ID.SEQUENCE
        ? sequence(builder, event.start)
        : mapping(builder, event.start);
  node.size = builder.nodes - before + 1;
  if (anchor !== undefined) builder.anchors.set(anchor, node);
  return node;
}

function empty(offset: number): Node {
  return {value: null, position: {key: -1, value: offset}, size: 1};
}

/** Same bounds as goyaml, against documents that grow without end by aliases of aliases. */
function count(builder: Builder, nodes: number): void {
  builder.nodes += nodes;
  if (builder.aliased <= 100 || builder.nodes <= 1000) return;
  const grown = Math.min(Math.max(builder.nodes - 400_000, 0) / 3_600_000, 1);
  if (builder.aliased / builder.nodes > 0.99 - 0.89 * grown) throw new BuildError('excessive aliasing', 0);
}

function alias(builder: Builder, start: number, end: number): Node {
  const name = builder.source.slice(start, end);
  const target = builder.anchors.get(name);
  if (target === undefined) {
    const inside = builder.anchors.has(name);
    throw new BuildError(inside ? `anchor ${name} contains itself` : `unknown anchor ${name}`, start - 1);
  }
  builder.aliased += target.size;
  count(builder, target.size);
  return {value: copy(target.value), position: {...target.position, value: start - 1}, size: target.size};
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  const map: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) assign(map, key, copy(entry));
  return map;
}

function scalar(builder: Builder, event: ScalarEvent): Node {
  const {kind, value} = resolved(builder, event);
  const offset = offsetOf(builder.source, event);
  if (kind === 'float' && !Number.isFinite(value))
    throw new BuildError(`${value} is not a number that JSON knows`, offset);
  return {value, position: {key: -1, value: offset}, size: 1};
}

function resolved(builder: Builder, event: ScalarEvent): ResolvedScalar {
  const text = textOf(builder.source, event);
  const offset = offsetOf(builder.source, event);
  if (event.tagStart >= 0) {
    const tag = builder.source.slice(event.tagStart, event.tagEnd);
    const tagged = resolveTagged(tag, text);
    if (tagged === undefined) throw new BuildError(`"${text}" is not a ${tag}`, offset);
    return tagged;
  }
  return event.style === SCALAR_STYLE.PLAIN ? resolveScalar(text) : {kind: 'text', value: text};
}

/** go-yaml adds no line break to a block scalar whose last line ends with the text itself. */
function textOf(source: string, event: ScalarEvent): string {
  const text = getScalarValue(source, event);
  if (!isBlock(event) || event.valueEnd < source.length || !text.endsWith('\n')) return text;
  const lastLine = source.slice(source.lastIndexOf('\n') + 1);
  return lastLine.trim() === '' ? text : text.slice(0, -1);
}

function isBlock({style}: ScalarEvent): boolean {
  return style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
}

/** The indicator of a block with what may follow it on its line. */
const BLOCK_HEADER = /[|>][-+0-9]*(?=[ \t]*(?:[ \t]#[^\n]*)?$)/;

/** Quoted scalars start one character earlier, at their quote; blocks at their indicator, on the line before the text. */
function offsetOf(source: string, event: ScalarEvent): number {
  if (isBlock(event) && event.valueStart > 0) {
    const end = source.lastIndexOf('\n', event.valueStart - 1);
    const start = source.lastIndexOf('\n', end - 1) + 1;
    const header = BLOCK_HEADER.exec(source.slice(start, end));
    if (header) return start + header.index;
  }
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return Math.max(quoted ? event.valueStart - 1 : event.valueStart, 0);
}

function sequence(builder: Builder, start: number): Node {
  const items: unknown[] = [];
  const children = builder.positions ? new Map<string | number, Position>() : undefined;
  while (builder.events[builder.next]?.type !== EVENT_ID.POP) {
    const node = buildNode(builder);
    children?.set(items.length, node.position);
    items.push(node.value);
  }
  builder.next++;
  return {value: items, position: position(start, children), size: 1};
}

function position(value: number, children: Map<string | number, Position> | undefined): Position {
  return children === undefined ? {key: -1, value} : {key: -1, value, children};
}

function mapping(builder: Builder, start: number): Node {
  const map: Record<string, unknown> = {};
  const children = builder.positions ? new Map<string | number, Position>() : undefined;
  while (builder.events[builder.next]?.type !== EVENT_ID.POP) {
    const keyEvent = builder.events[builder.next];
    if (isMerge(builder, keyEvent)) {
      builder.next++;
      merge(map, children, buildNode(builder), start);
      continue;
    }
    const {name, offset} = key(builder);
    const node = buildNode(builder);
    if (builder.uniqueKeys && Object.hasOwn(map, name)) {
      throw new BuildError(`key "${name}" already set in map`, node.position.value);
    }
    assign(map, name, node.value);
    children?.set(name, {...node.position, key: offset});
  }
  builder.next++;
  return {value: map, position: position(start, children), size: 1};
}

function isMerge(builder: Builder, event: Event | undefined): boolean {
  if (event?.type !== EVENT_ID.SCALAR || getScalarValue(builder.source, event) !== '<<') return false;
  return event.tagStart < 0
    ? event.style === SCALAR_STYLE.PLAIN
    : /merge>?$/.test(builder.source.slice(event.tagStart, event.tagEnd));
}

/** Merged entries take effect where the merge key stands; of several maps the first wins. */
function merge(
  map: Record<string, unknown>,
  children: Map<string | number, Position> | undefined,
  from: Node,
  offset: number,
): void {
  if (Array.isArray(from.value)) {
    for (let i = from.value.length - 1; i >= 0; i--) {
      const item = from.position.children?.get(i) ?? {key: -1, value: offset};
      merge(map, children, {value: from.value[i], position: item, size: 1}, offset);
    }
    return;
  }
  if (typeof from.value !== 'object' || from.value === null)
    throw new BuildError('a merge key needs a map or a list of maps', offset);
  for (const [name, value] of Object.entries(from.value)) {
    assign(map, name, value);
    const origin = from.position.children?.get(name);
    if (origin !== undefined) children?.set(name, origin);
  }
}

/** Keys become strings as in JSON: numbers by their value, booleans as `true` and `false`. */
function key(builder: Builder): {name: string; offset: number} {
  const event = builder.events[builder.next];
  if (event?.type === EVENT_ID.SCALAR && event.anchorStart < 0) {
    builder.next++;
    count(builder, 1);
    const offset = offsetOf(builder.source, event);
    return {name: keyText(resolved(builder, event), offset), offset};
  }
  const node = buildNode(builder);
  if (typeof node.value === 'string') return {name: node.value, offset: node.position.value};
  if (typeof node.value === 'number') return {name: String(node.value), offset: node.position.value};
  throw new BuildError('a key must be a string, number or boolean', node.position.value);
}

function keyText({kind, value, exact}: ResolvedScalar, offset: number): string {
  if (exact !== undefined) return exact.toString();
  if (kind === 'null') throw new BuildError('a key must not be null', offset);
  if (kind === 'float' && typeof value === 'number') return goFloat32(value);
  return String(value);
}

function assign(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(map, name, {value, enumerable: true, configurable: true, writable: true});
  } else {
    map[name] = value;
  }
}
