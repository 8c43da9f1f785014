// SPDX-License-Identifier: Apache-2.0

import {VariableScope} from '../parse/variable-scope.js';
import {lineAt, positionAt, type Source, TemplateError} from '../template-error.js';
import {describeToken, type Lexer, type Token} from './lexer.js';

/** The tokens of a source with look-ahead, and what the parser has to remember about the template it is in. */
export class TokenReader {
  readonly scope = new VariableScope();
  rangeDepth = 0;
  parenDepth = 0;
  dotIsRangeElement = false;
  /** Where the action that is being parsed starts. */
  actionAt: number | undefined;
  /** The token read last, looked ahead or not: parse errors name its line. */
  last: Token | undefined;
  private readonly ahead: Token[] = [];

  constructor(
    readonly source: Source,
    private readonly lexer: Lexer,
    readonly isFunction: (name: string) => boolean,
  ) {}

  /** A reader of the same tokens for a template defined inside this one. */
  nested(): TokenReader {
    return new TokenReader(this.source, this.lexer, this.isFunction);
  }

  next(): Token {
    const token = this.ahead.pop();
    if (token !== undefined) return token;
    this.last = this.lexer.next();
    return this.last;
  }

  back(token: Token): void {
    this.ahead.push(token);
  }

  peek(): Token {
    const token = this.next();
    this.back(token);
    return token;
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== 'space') return token;
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.back(token);
    return token;
  }
}

/** Ends parsing; the place is the last token read unless another one is to blame. */
export function failToParse(reader: TokenReader, goReason: string, reason = goReason, blamed = reader.last): never {
  const line = lineAt(reader.source.text, reader.last?.at ?? 0);
  throw new TemplateError({
    ...positionAt(reader.source, blamed?.at ?? 0),
    phase: 'parse',
    reason,
    goText: `template: ${reader.source.file}:${line}: ${goReason}`,
  });
}

/** Ends parsing at a token that does not fit where it stands. */
export function unexpected(reader: TokenReader, token: Token, context: string): never {
  if (token.type !== 'error') {
    const found = describeToken(token);
    return failToParse(
      reader,
      `unexpected ${found} in ${context}`,
      `${found} does not fit here, in the ${context}`,
      token,
    );
  }
  let extra = '';
  if (reader.actionAt !== undefined) {
    const line = lineAt(reader.source.text, reader.actionAt);
    if (line !== lineAt(reader.source.text, token.at)) {
      const started = ` started at ${reader.source.file}:${line}`;
      extra = token.text.endsWith(' action') ? started : ` in action${started}`;
    }
  }
  return failToParse(reader, token.text + extra, token.text + extra, token);
}
