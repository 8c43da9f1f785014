// SPDX-License-Identifier: Apache-2.0
import {goFloat32} from './number-text.js';
import {INT64_MAX, type ResolvedScalar, resolveScalar} from './scalar.js';
import type {Event, ScalarEvent} from './scan/event.js';
import {isMergeTag, resolveTagged} from './tags.js';

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
  events: readonly Event[];
  next: number;
  positions: boolean;
  uniqueKeys: boolean;
  /** `undefined` while the anchored node is still being read. */
  anchors: Map<string, Node | undefined>;
  nodes: number;
  aliased: number;
  /** The first number that is none or infinite. */
  infinite: ScalarEvent | undefined;
}

export interface BuildOptions {
  /** Remember where values stand. */
  positions: boolean;
  /** Refuse maps that set a key twice; otherwise the last one counts. */
  uniqueKeys: boolean;
}

/** The value of a document's events. */
export function buildDocument(events: readonly Event[], options: BuildOptions): Node {
  const builder: Builder = {events, next: 0, ...options, anchors: new Map(), nodes: 0, aliased: 0, infinite: undefined};
  const node = buildNode(builder);
  // A later entry with the same key may have taken its place.
  const {infinite} = builder;
  if (infinite && holdsInfinite(node.value)) {
    throw new BuildError(`${infinite.text} is not a number that JSON knows`, infinite.start);
  }
  return node;
}

function holdsInfinite(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinite);
}

function buildNode(builder: Builder): Node {
  const event = builder.events[builder.next++];
  if (event === undefined || event.type === 'end') throw new Error('a document without a node');
  count(builder, 1);
  if (event.type === 'alias') return alias(builder, event.name, event.start);
  const {anchor} = event;
  if (anchor !== undefined) builder.anchors.set(anchor, undefined);
  const before = builder.nodes;
  const node =
    event.type === 'scalar'
      ? scalar(builder, event)
      : event.type === 'sequence'
        ? sequence(builder, event.start)
        : mapping(builder, event.start);
  node.size = builder.nodes - before + 1;
  if (anchor !== undefined) builder.anchors.set(anchor, node);
  return node;
}

/** Same bounds as goyaml, against documents that grow without end by aliases of aliases. */
function count(builder: Builder, nodes: number): void {
  builder.nodes += nodes;
  if (builder.aliased <= 100 || builder.nodes <= 1000) return;
  const grown = Math.min(Math.max(builder.nodes - 400_000, 0) / 3_600_000, 1);
  if (builder.aliased / builder.nodes > 0.99 - 0.89 * grown) throw new BuildError('excessive aliasing', 0);
}

function alias(builder: Builder, name: string, offset: number): Node {
  const target = builder.anchors.get(name);
  if (target === undefined) {
    const inside = builder.anchors.has(name);
    throw new BuildError(
      inside ? `anchor '${name}' value contains itself` : `unknown anchor '${name}' referenced`,
      offset,
    );
  }
  builder.aliased += target.size;
  count(builder, target.size);
  return {value: copy(target.value), position: {...target.position, value: offset}, size: target.size};
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  const map: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) assign(map, key, copy(entry));
  return map;
}

function scalar(builder: Builder, event: ScalarEvent): Node {
  const {kind, value} = resolved(event);
  if (kind === 'float' && !Number.isFinite(value)) builder.infinite ??= event;
  const hasPlace = builder.positions || builder.uniqueKeys;
  return {value, position: hasPlace ? {key: -1, value: event.start} : NOWHERE, size: 1};
}

/** Where nobody asks. */
const NOWHERE: Position = {key: -1, value: 0};

function resolved({tag, style, text, start}: ScalarEvent): ResolvedScalar {
  if (tag === undefined) return style === 'plain' ? resolveScalar(text) : {kind: 'text', value: text};
  const tagged = resolveTagged(tag, text);
  if (tagged === undefined) throw new BuildError(`"${text}" is not a ${tag}`, start);
  return tagged;
}

function sequence(builder: Builder, start: number): Node {
  const items: unknown[] = [];
  const children = builder.positions ? new Map<string | number, Position>() : undefined;
  while (builder.events[builder.next]?.type !== 'end') {
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
  while (builder.events[builder.next]?.type !== 'end') {
    const keyEvent = builder.events[builder.next];
    if (isMerge(keyEvent)) {
      builder.next++;
      const isList = builder.events[builder.next]?.type === 'sequence';
      const from = buildNode(builder);
      // Of several maps the first wins. A list may stand here, but not be named by an alias.
      if (isList) for (const item of itemsOf(from).reverse()) merge(map, children, item, start);
      else merge(map, children, from, start);
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

function isMerge(event: Event | undefined): boolean {
  if (event?.type !== 'scalar' || event.text !== '<<') return false;
  return event.tag === undefined ? event.style === 'plain' : isMergeTag(event.tag);
}

function itemsOf({value, position}: Node): Node[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown, i) => ({value: item, position: position.children?.get(i) ?? position, size: 1}));
}

/** Merged entries take effect where the merge key stands. */
function merge(
  map: Record<string, unknown>,
  children: Map<string | number, Position> | undefined,
  from: Node,
  offset: number,
): void {
  if (typeof from.value !== 'object' || from.value === null || Array.isArray(from.value))
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
  if (event?.type === 'scalar' && event.anchor === undefined) {
    builder.next++;
    count(builder, 1);
    return {name: keyText(resolved(event), event.start), offset: event.start};
  }
  const {value, position} = buildNode(builder);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return {name: String(value), offset: position.value};
  }
  throw new BuildError('a key must be a string, number or boolean', position.value);
}

function keyText({kind, value, exact}: ResolvedScalar, offset: number): string {
  if (exact !== undefined) {
    // Go takes it for an unsigned integer, which its JSON does not know as a key.
    if (exact > INT64_MAX) throw new BuildError(`${exact} is too big for a key`, offset);
    return exact.toString();
  }
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
