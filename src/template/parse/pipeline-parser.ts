// SPDX-License-Identifier: Apache-2.0

import type {Token, TokenType} from '../lex/lexer.js';
import {parseNumber} from '../lex/number-constant.js';
import {failToParse, type TokenReader, unexpected} from '../lex/token-reader.js';
import {quote, unquote} from '../print/quote.js';
import type {CommandNode, Operand, PipeNode, VariableNode} from './ast.js';

/** Deeper expressions would run into the end of the stack; Go's own limit is 10,000. */
const DEEPEST_PARENS = 1000;

const OPERAND_STARTS: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'character',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'leftParen',
]);

/** Parses declarations and commands up to `end`, which is consumed. `context` is what errors call the place. */
export function parseOperandPipeline(reader: TokenReader, context: string, end: TokenType): PipeNode {
  const {at} = reader.peekNonSpace();
  const left = parseLeftSide(reader, context);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = reader.nextNonSpace();
    if (token.type === end) break;
    if (!OPERAND_STARTS.has(token.type)) unexpected(reader, token, context);
    reader.back(token);
    commands.push(parseCommand(reader));
  }
  checkCommands(reader, commands, context);
  reader.scope.settle(
    left.variables.map((variable) => variable.slot),
    context === 'range',
  );
  return {kind: 'pipe', at, ...left, commands};
}

type LeftSide = Pick<PipeNode, 'isAssignment' | 'variables'>;

/** `$x :=`, `$x =`, and for a range also `$i, $x :=`; nothing is consumed if the pipeline has no left side. */
function parseLeftSide(reader: TokenReader, context: string): LeftSide {
  const variables: VariableNode[] = [];
  for (;;) {
    const variable = reader.peekNonSpace();
    if (variable.type !== 'variable') return {isAssignment: false, variables};
    reader.next();
    const after = reader.peek();
    const sign = reader.nextNonSpace();
    if (sign.type === 'assign' || sign.type === 'declare') {
      const isAssignment = sign.type === 'assign';
      variables.push(declareVariable(reader, variable, isAssignment));
      return {isAssignment, variables};
    }
    if (sign.type !== 'char' || sign.text !== ',') {
      reader.back(sign);
      if (after.type === 'space') reader.back(after);
      reader.back(variable);
      return {isAssignment: false, variables};
    }
    variables.push(declareVariable(reader, variable, false));
    if (context !== 'range' || variables.length > 1) failToParse(reader, `too many declarations in ${context}`);
    const {type} = reader.peekNonSpace();
    if (type !== 'variable' && type !== 'rightDelimiter' && type !== 'rightParen') {
      failToParse(reader, 'range can only initialize variables');
    }
  }
}

function declareVariable(reader: TokenReader, token: Token, isAssignment: boolean): VariableNode {
  const slot = reader.scope.declare(token.text, isAssignment);
  return {kind: 'variable', at: token.at, name: token.text, slot, fields: [], isRangeElement: false};
}

/** Only the first command of a pipeline may be a plain value: the others have to take the value before them. */
function checkCommands(reader: TokenReader, commands: readonly CommandNode[], context: string): void {
  if (commands.length === 0) failToParse(reader, `missing value for ${context}`);
  for (const [i, command] of commands.entries()) {
    const {kind} = command.operands[0];
    const isValue = kind === 'bool' || kind === 'dot' || kind === 'nil' || kind === 'number' || kind === 'string';
    if (i > 0 && isValue) failToParse(reader, `non executable command in pipeline stage ${i + 1}`);
  }
}

function parseCommand(reader: TokenReader): CommandNode {
  const {at} = reader.peekNonSpace();
  const operands: Operand[] = [];
  for (;;) {
    reader.peekNonSpace();
    const operand = parseOperand(reader);
    if (operand !== undefined) operands.push(operand);
    const token = reader.next();
    if (token.type === 'space') continue;
    if (token.type === 'rightDelimiter' || token.type === 'rightParen') reader.back(token);
    else if (token.type !== 'pipe') unexpected(reader, token, 'operand');
    break;
  }
  const [first, ...rest] = operands;
  if (first === undefined) return failToParse(reader, 'empty command');
  return {kind: 'command', at, operands: [first, ...rest]};
}

function parseOperand(reader: TokenReader): Operand | undefined {
  const term = parseTerm(reader);
  const dot = term === undefined ? undefined : reader.peek();
  if (term === undefined || dot?.type !== 'field') return term;
  const fields: string[] = [];
  while (reader.peek().type === 'field') fields.push(reader.next().text.slice(1));
  switch (term.kind) {
    case 'field':
    case 'variable':
      return {...term, at: dot.at, fields: [...term.fields, ...fields]};
    case 'function':
    case 'pipe':
      return {kind: 'chain', at: dot.at, operand: term, fields};
    default: {
      const text = reader.source.text.slice(term.at, dot.at);
      return failToParse(reader, `unexpected . after term ${quote(text)}`, `${text} has no fields`, dot);
    }
  }
}

function parseTerm(reader: TokenReader): Operand | undefined {
  const token = reader.nextNonSpace();
  const {at, text} = token;
  switch (token.type) {
    case 'identifier':
      if (!reader.isFunction(text)) {
        failToParse(reader, `function ${quote(text)} not defined`, `there is no function ${quote(text)}`, token);
      }
      return {kind: 'function', at, name: text};
    case 'dot':
    case 'nil':
      return {kind: token.type, at};
    case 'variable':
      return variable(reader, token);
    case 'field':
      return {kind: 'field', at, fields: [text.slice(1)], isRangeElement: reader.dotIsRangeElement};
    case 'bool':
      return {kind: 'bool', at, value: text === 'true'};
    case 'character':
    case 'number': {
      const constant = parseNumber(text);
      if (typeof constant === 'string') return failToParse(reader, constant, constant, token);
      return {kind: 'number', at, text, constant};
    }
    case 'leftParen':
      return parenthesised(reader);
    case 'string': {
      const value = unquote(text);
      if (value === undefined) return failToParse(reader, 'invalid syntax', `${text} has an unknown escape`, token);
      return {kind: 'string', at, quoted: text, value};
    }
    default:
      reader.back(token);
      return undefined;
  }
}

function variable(reader: TokenReader, token: Token): VariableNode {
  const found = reader.scope.find(token.text);
  if (found === undefined) {
    const name = quote(token.text);
    return failToParse(reader, `undefined variable ${name}`, `there is no variable ${name} here`, token);
  }
  const {slot, isRangeElement} = found;
  return {kind: 'variable', at: token.at, name: token.text, slot, fields: [], isRangeElement};
}

function parenthesised(reader: TokenReader): PipeNode {
  if (reader.parenDepth >= DEEPEST_PARENS) failToParse(reader, 'max expression depth exceeded');
  reader.parenDepth++;
  const pipe = parseOperandPipeline(reader, 'parenthesized pipeline', 'rightParen');
  reader.parenDepth--;
  return pipe;
}
