// SPDX-License-Identifier: Apache-2.0

import {Lexer, type Token, type TokenType} from '../lex/lexer.js';
import {failToParse, TokenReader, unexpected} from '../lex/token-reader.js';
import {quote, unquote} from '../print/quote.js';
import {isStackOverflow, type Source} from '../template-error.js';
import {type BranchNode, type Definition, isEmptyBody, type JumpNode, type PipeNode, type Statement} from './ast.js';
import {parseOperandPipeline} from './pipeline-parser.js';

/** Where a list of statements stopped. */
interface Stop {
  readonly kind: 'end' | 'else';
  readonly at: number;
}

function isStop(node: Statement | Stop): node is Stop {
  return node.kind === 'end' || node.kind === 'else';
}

interface List {
  readonly statements: Statement[];
  readonly stop: Stop;
}

/**
 * Parses one source into its definitions: the body under the file's name, and every define and block in it.
 * `isFunction` tells which function names exist. Throws a TemplateError.
 */
export function parseSource(source: Source, isFunction: (name: string) => boolean): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  const reader = new TokenReader(source, new Lexer(source.text), isFunction);
  try {
    parseBody(reader, definitions);
  } catch (error) {
    if (isStackOverflow(error)) failToParse(reader, 'template nests too deeply');
    throw error;
  }
  return definitions;
}

function parseBody(reader: TokenReader, definitions: Map<string, Definition>): void {
  const body: Statement[] = [];
  while (reader.peek().type !== 'eof') {
    if (reader.peek().type === 'leftDelimiter') {
      const delimiter = reader.next();
      const word = reader.nextNonSpace();
      if (word.type === 'define') {
        parseDefine(reader.nested(), definitions);
        continue;
      }
      reader.back(word);
      reader.back(delimiter);
    }
    const node = parseStatement(reader, definitions);
    if (isStop(node)) return failToParse(reader, `unexpected {{${node.kind}}}`);
    body.push(node);
  }
  define(reader, definitions, reader.source.file, body);
}

function define(reader: TokenReader, definitions: Map<string, Definition>, name: string, body: Statement[]): void {
  const existing = definitions.get(name);
  if (existing === undefined || isEmptyBody(existing.body)) {
    definitions.set(name, {name, source: reader.source, body, slots: reader.scope.slots});
  } else if (!isEmptyBody(body)) {
    const reason = `the template ${quote(name)} is defined twice in this file`;
    failToParse(reader, `template: multiple definition of template ${quote(name)}`, reason);
  }
}

function parseDefine(reader: TokenReader, definitions: Map<string, Definition>): void {
  const name = templateName(reader, reader.nextNonSpace(), 'define clause');
  expect(reader, 'rightDelimiter', 'define clause');
  const {statements, stop} = parseList(reader, definitions);
  if (stop.kind !== 'end') failToParse(reader, `unexpected {{${stop.kind}}} in define clause`);
  define(reader, definitions, name, statements);
}

function templateName(reader: TokenReader, token: Token, context: string): string {
  if (token.type !== 'string') unexpected(reader, token, context);
  return unquote(token.text) ?? failToParse(reader, 'invalid syntax');
}

function expect(reader: TokenReader, type: TokenType, context: string): Token {
  const token = reader.nextNonSpace();
  return token.type === type ? token : unexpected(reader, token, context);
}

function parseList(reader: TokenReader, definitions: Map<string, Definition>): List {
  const statements: Statement[] = [];
  while (reader.peekNonSpace().type !== 'eof') {
    const node = parseStatement(reader, definitions);
    if (isStop(node)) return {statements, stop: node};
    statements.push(node);
  }
  return failToParse(reader, 'unexpected EOF', 'the template ends where an {{end}} is still missing');
}

function parseStatement(reader: TokenReader, definitions: Map<string, Definition>): Statement | Stop {
  const token = reader.nextNonSpace();
  if (token.type === 'text') return {kind: 'text', at: token.at, text: token.text};
  if (token.type !== 'leftDelimiter') return unexpected(reader, token, 'input');
  reader.actionAt = token.at;
  const node = parseAction(reader, definitions);
  reader.actionAt = undefined;
  return node;
}

function parseAction(reader: TokenReader, definitions: Map<string, Definition>): Statement | Stop {
  const token = reader.nextNonSpace();
  switch (token.type) {
    case 'block':
      return parseBlock(reader, definitions);
    case 'break':
    case 'continue':
      return parseJump(reader, token.type, token.at);
    case 'else':
      return parseElse(reader);
    case 'end':
      return {kind: 'end', at: expect(reader, 'rightDelimiter', 'end').at};
    case 'if':
    case 'with':
    case 'range':
      return parseBranch(reader, definitions, token.type);
    case 'template':
      return parseTemplate(reader);
    default:
      reader.back(token);
      return {kind: 'action', at: token.at, pipe: parseOperandPipeline(reader, 'command', 'rightDelimiter')};
  }
}

function parseJump(reader: TokenReader, kind: JumpNode['kind'], at: number): JumpNode {
  const token = reader.nextNonSpace();
  if (token.type !== 'rightDelimiter') unexpected(reader, token, `{{${kind}}}`);
  if (reader.rangeDepth === 0) failToParse(reader, `{{${kind}}} outside {{range}}`);
  return {kind, at};
}

/** `else if` and `else with` leave their second word for the branch that goes on. */
function parseElse(reader: TokenReader): Stop {
  const next = reader.peekNonSpace();
  if (next.type === 'if' || next.type === 'with') return {kind: 'else', at: next.at};
  return {kind: 'else', at: expect(reader, 'rightDelimiter', 'else').at};
}

function parseBranch(reader: TokenReader, definitions: Map<string, Definition>, kind: BranchNode['kind']): BranchNode {
  const mark = reader.scope.enter();
  const pipe = parseOperandPipeline(reader, kind, 'rightDelimiter');
  const {statements: body, stop} = parseLoopBody(reader, definitions, kind);
  let otherwise: Statement[] | undefined;
  reader.scope.endRange(mark);
  if (stop.kind === 'else') otherwise = parseOtherwise(reader, definitions, kind);
  reader.scope.leave(mark);
  return {kind, at: pipe.at, pipe, body, otherwise};
}

/** The body of a branch; what `.` is in it is noted for the pipelines there. */
function parseLoopBody(reader: TokenReader, definitions: Map<string, Definition>, kind: BranchNode['kind']): List {
  const {dotIsRangeElement, scope} = reader;
  const mark = scope.enter();
  if (kind !== 'if') reader.dotIsRangeElement = kind === 'range';
  if (kind === 'range') reader.rangeDepth++;
  const list = parseList(reader, definitions);
  if (kind === 'range') reader.rangeDepth--;
  reader.dotIsRangeElement = dotIsRangeElement;
  scope.hide(mark);
  return list;
}

function parseOtherwise(
  reader: TokenReader,
  definitions: Map<string, Definition>,
  kind: BranchNode['kind'],
): Statement[] {
  if (kind !== 'range' && reader.peek().type === kind) {
    reader.next();
    return [parseBranch(reader, definitions, kind)];
  }
  const {statements, stop} = parseList(reader, definitions);
  if (stop.kind !== 'end') failToParse(reader, `expected end; found {{${stop.kind}}}`);
  return statements;
}

function parseTemplate(reader: TokenReader): Statement {
  const token = reader.nextNonSpace();
  const name = templateName(reader, token, 'template clause');
  const next = reader.nextNonSpace();
  let pipe: PipeNode | undefined;
  if (next.type !== 'rightDelimiter') {
    reader.back(next);
    pipe = parseOperandPipeline(reader, 'template clause', 'rightDelimiter');
  }
  return {kind: 'template', at: token.at, name, pipe};
}

/** A block is a define and a call of it in one. */
function parseBlock(reader: TokenReader, definitions: Map<string, Definition>): Statement {
  const token = reader.nextNonSpace();
  const name = templateName(reader, token, 'block clause');
  const pipe = parseOperandPipeline(reader, 'block clause', 'rightDelimiter');
  const inner = reader.nested();
  const {statements, stop} = parseList(inner, definitions);
  if (stop.kind !== 'end') failToParse(reader, `unexpected {{${stop.kind}}} in block clause`);
  define(inner, definitions, name, statements);
  return {kind: 'template', at: token.at, name, pipe};
}
