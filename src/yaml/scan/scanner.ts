// SPDX-License-Identifier: Apache-2.0
import {scanBlockScalar} from './block.js';
import {BRACKETS} from './brackets.js';
import {isBlank, isBlankOrEnd, isBreak} from './characters.js';
import {Cursor} from './cursor.js';
import {scanPlain} from './plain.js';
import type {PossibleKey} from './possible-key.js';
import {scanAnchor, scanDirective, scanTag} from './properties.js';
import {scanQuoted} from './quoted.js';
import {ScanError, type Token, type TokenKind} from './token.js';

/** A `:` further behind the start of a key than this does not make it one (YAML 1.2, 7.4.2). */
const LONGEST_KEY = 1024;

/**
 * Cuts a text into tokens as libyaml and go-yaml do: by the rules of YAML 1.1, in which flow collections and quoted
 * scalars do not mind the indentation of what they stand in.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private queue: Token[] = [];
  /** How many tokens were taken. */
  private taken = 0;
  /** Indentation of the block collection that is open; -1 outside of all. */
  private indent = -1;
  private readonly outer: number[] = [];
  /** One for each open flow collection, and one for the block around them. */
  private readonly keys: (PossibleKey | undefined)[] = [undefined];
  /** The tokens at which the queue has to wait for what makes them keys, and the level of each. */
  private readonly waiting = new Map<number, number>();
  /** The last token at which each level waited; that of the bracket itself in an empty collection. */
  private readonly waited: number[] = [0];
  private keyAllowed = true;

  constructor(private readonly text: string) {
    this.cursor = new Cursor(text);
  }

  /** The next token, which stays. */
  peek(): Token {
    for (;;) {
      const token = this.queue[0];
      if (token !== undefined && !this.mayBecomeKey()) return token;
      this.fetch();
    }
  }

  /** The next token. */
  take(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    return token;
  }

  /** How much of the text was looked at. */
  get offset(): number {
    return this.cursor.at;
  }

  private get inFlow(): boolean {
    return this.keys.length > 1;
  }

  /** Whether the next token may turn out to be the start of a key. */
  private mayBecomeKey(): boolean {
    const level = this.waiting.size === 0 ? undefined : this.waiting.get(this.taken);
    return level !== undefined && this.isStillPossible(level);
  }

  /** @throws ScanError when a key that must be one cannot be one any more. */
  private isStillPossible(level: number): boolean {
    const key = this.keys[level];
    if (key === undefined) return false;
    if (key.line === this.cursor.line && this.charactersSince(key.offset) <= LONGEST_KEY) return true;
    if (key.required) this.failKey(key);
    this.keys[level] = undefined;
    return false;
  }

  private charactersSince(offset: number): number {
    const {at} = this.cursor;
    return at - offset <= LONGEST_KEY ? at - offset : [...this.text.slice(offset, at)].length;
  }

  private failKey({offset}: PossibleKey): never {
    throw new ScanError("could not find expected ':'", offset);
  }

  private dropKey(): void {
    const level = this.keys.length - 1;
    const key = this.keys[level];
    if (key?.required) this.failKey(key);
    if (key) this.waiting.delete(key.token);
    this.keys[level] = undefined;
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    this.dropKey();
    const {at: offset, line, column} = this.cursor;
    const level = this.keys.length - 1;
    const token = this.taken + this.queue.length;
    this.keys[level] = {token, offset, line, column, required: !this.inFlow && this.indent === column};
    this.waiting.set(token, level);
    this.waited[level] = token;
  }

  private fetch(): void {
    const {cursor} = this;
    this.skipToToken();
    this.closeBlocks(cursor.column);
    if (cursor.isAtEnd()) return this.endStream();
    const code = cursor.code();
    if (cursor.column === 0 && code === 0x25) return this.fetchDirective();
    if (cursor.isAtDocumentMark()) return this.fetchDocumentMark(code);
    const bracket = code < 0x5b ? undefined : BRACKETS.get(code);
    if (bracket) return this.fetchBracket(bracket.kind, bracket.opens);
    if (code === 0x2c) return this.fetchFlowEntry();
    const isFollowedByBlank = isBlankOrEnd(cursor.code(1));
    if (code === 0x2d && isFollowedByBlank) return this.fetchBlockEntry();
    if (this.inFlow || isFollowedByBlank) {
      if (code === 0x3f) return this.fetchExplicitKey();
      if (code === 0x3a) return this.fetchValue();
    }
    this.fetchContent(code);
  }

  private fetchContent(code: number): void {
    const {cursor} = this;
    if (!this.inFlow && (code === 0x7c || code === 0x3e)) {
      this.dropKey();
      this.keyAllowed = true;
      this.queue.push(scanBlockScalar(cursor, this.indent));
      return;
    }
    if (code === 0x2a) return this.pushPossibleKey(() => scanAnchor(cursor, 'alias'));
    if (code === 0x26) return this.pushPossibleKey(() => scanAnchor(cursor, 'anchor'));
    if (code === 0x21) return this.pushPossibleKey(() => scanTag(cursor));
    if (code === 0x27 || code === 0x22) return this.pushPossibleKey(() => scanQuoted(cursor));
    if (!this.startsPlain(code)) throw new ScanError('found character that cannot start any token', cursor.at);
    this.saveKey();
    const {token, endsLine} = scanPlain(cursor, {indent: this.indent + 1, inFlow: this.inFlow});
    this.keyAllowed = endsLine;
    this.queue.push(token);
  }

  private pushPossibleKey(scan: () => Token): void {
    this.saveKey();
    this.keyAllowed = false;
    this.queue.push(scan());
  }

  private startsPlain(code: number): boolean {
    if (isBlankOrEnd(code)) return false;
    const next = this.cursor.code(1);
    if (code === 0x2d) return !isBlank(next);
    if (code === 0x3f || code === 0x3a) return !this.inFlow && !isBlankOrEnd(next);
    // ` # % @ | >, which start other things or nothing.
    return code !== 0x60 && code !== 0x23 && code !== 0x25 && code !== 0x40 && code !== 0x7c && code !== 0x3e;
  }

  /** Tabs are blanks, but not where the indentation of a key would be measured. */
  private skipToToken(): void {
    const {cursor} = this;
    for (;;) {
      cursor.skipSpaces();
      while (cursor.code() === 0x09 && (this.inFlow || !this.keyAllowed)) {
        cursor.at++;
        cursor.skipSpaces();
      }
      cursor.skipComment();
      if (!isBreak(cursor.code())) return;
      cursor.skipBreak();
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private mark(kind: TokenKind, start = this.cursor.at, end = start): Token {
    return {kind, start, end, text: ''};
  }

  /** Takes so many characters for a token. */
  private indicator(kind: TokenKind, length = 1): void {
    const start = this.cursor.at;
    this.cursor.at += length;
    this.queue.push(this.mark(kind, start, this.cursor.at));
  }

  private closeBlocks(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.queue.push(this.mark('block end'));
      this.indent = this.outer.pop() ?? -1;
    }
  }

  /** Opens a block collection if this column is further to the right than the one that is open. */
  private openBlock(kind: TokenKind, column: number, offset: number, place = this.queue.length): void {
    if (this.inFlow || this.indent >= column) return;
    this.outer.push(this.indent);
    this.indent = column;
    this.queue.splice(place, 0, this.mark(kind, offset));
  }

  private endStream(): void {
    // The end of the text ends its last line, and with it what might have become a key.
    if (this.cursor.column !== 0) this.cursor.line++;
    this.closeBlocks(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.queue.push(this.mark('end of stream'));
  }

  private fetchDirective(): void {
    this.closeBlocks(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchDocumentMark(code: number): void {
    this.closeBlocks(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.indicator(code === 0x2d ? 'document start' : 'document end', 3);
  }

  private fetchBracket(kind: TokenKind, opens: boolean): void {
    if (opens) {
      this.saveKey();
      this.keys.push(undefined);
      this.waited.push(this.taken + this.queue.length);
    } else {
      this.dropKey();
      if (this.inFlow) this.closeFlow();
    }
    this.keyAllowed = opens;
    this.indicator(kind);
  }

  /** An empty collection is no key to go-yaml: with its level goes the waiting for its own bracket. */
  private closeFlow(): void {
    this.keys.pop();
    this.waiting.delete(this.waited.pop() ?? 0);
  }

  private fetchFlowEntry(): void {
    this.dropKey();
    this.keyAllowed = true;
    this.indicator('flow entry');
  }

  private fetchBlockEntry(): void {
    const {cursor} = this;
    if (!this.inFlow) {
      if (!this.keyAllowed) {
        throw new ScanError('block sequence entries are not allowed in this context', cursor.at);
      }
      this.openBlock('block sequence', cursor.column, cursor.at);
    }
    this.dropKey();
    this.keyAllowed = true;
    this.indicator('block entry');
  }

  private fetchExplicitKey(): void {
    const {cursor} = this;
    if (!this.inFlow) {
      if (!this.keyAllowed) throw new ScanError('mapping keys are not allowed in this context', cursor.at);
      this.openBlock('block mapping', cursor.column, cursor.at);
    }
    this.dropKey();
    this.keyAllowed = !this.inFlow;
    this.indicator('key');
  }

  private fetchValue(): void {
    const {cursor} = this;
    const level = this.keys.length - 1;
    const key = this.keys[level];
    if (key && this.isStillPossible(level)) {
      // A key that was taken already is too late; the parser refuses what is out of order then.
      const place = key.token < this.taken ? undefined : key.token - this.taken;
      this.queue.splice(place ?? this.queue.length, 0, this.mark('key', key.offset));
      this.openBlock('block mapping', key.column, key.offset, place);
      this.keys[level] = undefined;
      this.waiting.delete(key.token);
      this.keyAllowed = false;
    } else {
      if (!this.inFlow) {
        if (!this.keyAllowed) throw new ScanError('mapping values are not allowed in this context', cursor.at);
        this.openBlock('block mapping', cursor.column, cursor.at);
      }
      this.keyAllowed = !this.inFlow;
    }
    this.indicator('value');
  }
}
