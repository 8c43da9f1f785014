// SPDX-License-Identifier: Apache-2.0
import {unprintableAt} from './characters.js';
import type {Event, Properties} from './event.js';
import {Scanner} from './scanner.js';
import {ScanError, type Token, type TokenKind} from './token.js';

/** Of almost all nodes: one object for each of them takes its time. */
const NONE: Properties = {};

/** Deeper documents are refused: whoever reads them on would run out of stack. */
export const MAX_DEPTH = 1000;

/**
 * Returns the events of each document, at most `limit` of them; what stands behind the last one is not looked at, as
 * Go's `yaml.Unmarshal` does not.
 *
 * @throws ScanError where the text is not YAML 1.1 as go-yaml reads it.
 */
export function documentEvents(text: string, limit = Number.POSITIVE_INFINITY): Event[][] {
  const scanner = new Scanner(text);
  const parser = new Parser(scanner);
  const documents: Event[][] = [];
  const control = unprintableAt(text);
  while (documents.length < limit) {
    const events = withoutControls(text, control, scanner, () => parser.document(documents.length === 0));
    if (events === undefined) break;
    documents.push(events);
  }
  return documents;
}

/** @throws ScanError also where the first control character, `at`, is in what was read meanwhile: it explains whatever else is wrong. */
function withoutControls<T>(text: string, at: number, scanner: Scanner, read: () => T): T {
  if (at < 0) return read();
  const refuse = (): void => {
    if (at < endOfChunk(text, scanner.offset)) throw new ScanError('control characters are not allowed', at);
  };
  try {
    const value = read();
    refuse();
    return value;
  } catch (error) {
    refuse();
    throw error;
  }
}

/** go-yaml reads so many bytes at a time, and looks for control characters in what it has read. */
const CHUNK = 512;

/** Returns how much of the text is read once that offset is. */
function endOfChunk(text: string, offset: number): number {
  const read = Math.ceil((Buffer.byteLength(text.slice(0, offset)) + 1) / CHUNK) * CHUNK;
  return Buffer.from(text).subarray(0, read).toString('utf8').length;
}

const DOCUMENT_ENDS = new Set<TokenKind>([
  'version directive',
  'tag directive',
  'document start',
  'document end',
  'end of stream',
]);

class Parser {
  private events: Event[] = [];
  private tagPrefixes = new Map<string, string>();
  private depth = 0;

  constructor(private readonly scanner: Scanner) {}

  /** Returns the events of the next document; `undefined` at the end. Only the first one may start without `---`. */
  document(isFirst: boolean): Event[] | undefined {
    const {scanner} = this;
    if (!isFirst) while (scanner.peek().kind === 'document end') scanner.take();
    const {kind} = scanner.peek();
    if (kind === 'end of stream') return undefined;
    this.events = [];
    this.tagPrefixes = new Map();
    if (isFirst && !DOCUMENT_ENDS.has(kind)) {
      this.node(true, false);
    } else if (isFirst && kind === 'document end') {
      this.fail('did not find expected node content');
    } else {
      this.directives();
      const start = scanner.peek();
      if (start.kind !== 'document start') this.fail('did not find expected <document start>');
      scanner.take();
      if (DOCUMENT_ENDS.has(scanner.peek().kind)) this.empty(start.end);
      else this.node(true, false);
    }
    if (scanner.peek().kind === 'document end') scanner.take();
    return this.events;
  }

  private fail(message: string): never {
    throw new ScanError(message, this.scanner.peek().start);
  }

  private directives(): void {
    let hasVersion = false;
    for (;;) {
      const {kind, version, handle = '', text} = this.scanner.peek();
      if (kind === 'version directive') {
        if (hasVersion) this.fail('found duplicate %YAML directive');
        if (version !== '1.1') this.fail('found incompatible YAML document');
        hasVersion = true;
      } else if (kind === 'tag directive') {
        if (this.tagPrefixes.has(handle)) this.fail('found duplicate %TAG directive');
        this.tagPrefixes.set(handle, text);
      } else return;
      this.scanner.take();
    }
  }

  private empty(start: number, properties: Properties = {}): void {
    this.events.push({type: 'scalar', text: '', style: 'plain', start, ...properties});
  }

  private node(isBlock: boolean, mayBeIndentless: boolean): void {
    const first = this.scanner.peek();
    if (first.kind === 'alias') {
      this.scanner.take();
      this.events.push({type: 'alias', name: first.text, start: first.start});
      return;
    }
    const properties = this.properties();
    const token = this.scanner.peek();
    if (++this.depth > MAX_DEPTH) this.fail(`exceeded max depth of ${MAX_DEPTH}`);
    this.content(token, properties, isBlock, mayBeIndentless);
    this.depth--;
  }

  private content(token: Token, properties: Properties, isBlock: boolean, mayBeIndentless: boolean): void {
    const {kind, start, text, style = 'plain'} = token;
    if (kind === 'scalar') {
      this.scanner.take();
      const scalar = {type: 'scalar', text, style, start} as const;
      this.events.push(properties === NONE ? scalar : {...scalar, ...properties});
    } else if (mayBeIndentless && kind === 'block entry') {
      this.collection('sequence', start, properties, () => this.indentlessSequence());
    } else if (kind === 'flow sequence') {
      this.collection('sequence', start, properties, () => this.flowSequence());
    } else if (kind === 'flow mapping') {
      this.collection('mapping', start, properties, () => this.flowMapping());
    } else if (isBlock && kind === 'block sequence') {
      this.collection('sequence', start, properties, () => this.blockSequence());
    } else if (isBlock && kind === 'block mapping') {
      this.collection('mapping', start, properties, () => this.blockMapping());
    } else if (properties.anchor !== undefined || properties.tag !== undefined) {
      this.empty(start, properties);
    } else {
      this.fail('did not find expected node content');
    }
  }

  private collection(type: 'sequence' | 'mapping', start: number, properties: Properties, items: () => void): void {
    this.events.push(properties === NONE ? {type, start} : {type, start, ...properties});
    items();
    this.events.push({type: 'end'});
  }

  /** An anchor and a tag in any order, each at most once. */
  private properties(): Properties {
    const first = this.scanner.peek().kind;
    if (first !== 'anchor' && first !== 'tag') return NONE;
    const properties: Properties = {};
    for (;;) {
      const {kind, text} = this.scanner.peek();
      if (kind === 'anchor' && properties.anchor === undefined) properties.anchor = text;
      else if (kind === 'tag' && properties.tag === undefined) properties.tag = this.wholeTag(this.scanner.peek());
      else return properties;
      this.scanner.take();
    }
  }

  private wholeTag({handle = '', text}: Token): string {
    if (handle === '') return text;
    const prefix = this.tagPrefixes.get(handle) ?? STANDARD_PREFIXES.get(handle);
    if (prefix === undefined) this.fail('found undefined tag handle');
    return prefix + text;
  }

  private blockSequence(): void {
    const {scanner} = this;
    scanner.take();
    while (scanner.peek().kind === 'block entry') {
      const {end} = scanner.take();
      const {kind} = scanner.peek();
      if (kind === 'block entry' || kind === 'block end') this.empty(end);
      else this.node(true, false);
    }
    if (scanner.peek().kind !== 'block end') this.fail("did not find expected '-' indicator");
    scanner.take();
  }

  /** A list that is the value of a key and stands at the key's indentation. */
  private indentlessSequence(): void {
    const {scanner} = this;
    while (scanner.peek().kind === 'block entry') {
      const {end} = scanner.take();
      const {kind} = scanner.peek();
      if (kind === 'block entry' || endsEntry(kind)) this.empty(end);
      else this.node(true, false);
    }
  }

  private blockMapping(): void {
    const {scanner} = this;
    scanner.take();
    while (scanner.peek().kind === 'key') {
      this.entryNode(scanner.take());
      const {kind, start} = scanner.peek();
      if (kind === 'value') this.entryNode(scanner.take());
      else this.empty(start);
    }
    if (scanner.peek().kind !== 'block end') this.fail('did not find expected key');
    scanner.take();
  }

  /** The key or value behind its indicator. */
  private entryNode(indicator: Token): void {
    if (endsEntry(this.scanner.peek().kind)) this.empty(indicator.end);
    else this.node(true, true);
  }

  private flowSequence(): void {
    this.flowItems('flow sequence end', "did not find expected ',' or ']'", () => {
      if (this.scanner.peek().kind === 'key') this.flowPair();
      else this.node(false, false);
    });
  }

  /** `key: value` in a flow sequence is a mapping with this one entry. */
  private flowPair(): void {
    const {start} = this.scanner.take();
    this.collection('mapping', start, {}, () => {
      const {kind, end} = this.scanner.peek();
      if (kind === 'value' || kind === 'flow entry' || kind === 'flow sequence end') {
        // go-yaml takes this token, whatever it is, for the end of the empty key.
        this.scanner.take();
        this.empty(end);
      } else this.node(false, false);
      this.flowValue('flow sequence end');
    });
  }

  private flowMapping(): void {
    this.flowItems('flow mapping end', "did not find expected ',' or '}'", () => {
      if (this.scanner.peek().kind !== 'key') {
        this.node(false, false);
        this.empty(this.scanner.peek().start);
        return;
      }
      this.scanner.take();
      const {kind, start} = this.scanner.peek();
      if (kind === 'value' || kind === 'flow entry' || kind === 'flow mapping end') this.empty(start);
      else this.node(false, false);
      this.flowValue('flow mapping end');
    });
  }

  private flowItems(end: TokenKind, message: string, item: () => void): void {
    const {scanner} = this;
    scanner.take();
    for (let isFirst = true; scanner.peek().kind !== end; isFirst = false) {
      if (!isFirst) {
        if (scanner.peek().kind !== 'flow entry') this.fail(message);
        scanner.take();
        if (scanner.peek().kind === end) break;
      }
      item();
    }
    scanner.take();
  }

  private flowValue(end: TokenKind): void {
    const {scanner} = this;
    if (scanner.peek().kind === 'value') {
      scanner.take();
      const {kind} = scanner.peek();
      if (kind !== 'flow entry' && kind !== end) {
        this.node(false, false);
        return;
      }
    }
    this.empty(scanner.peek().start);
  }
}

function endsEntry(kind: TokenKind): boolean {
  return kind === 'key' || kind === 'value' || kind === 'block end';
}

const STANDARD_PREFIXES = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);
