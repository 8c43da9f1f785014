// SPDX-License-Identifier: Apache-2.0
import type {
  ChainNode,
  CommandNode,
  FieldNode,
  FunctionNode,
  NumberNode,
  Operand,
  PipeNode,
  VariableNode,
} from '../parse/ast.js';
import {type Argument, checkNoArguments, type Expression, type Final, missing} from './call.js';
import {compileCall} from './compile-call.js';
import {fail, type State} from './execution.js';
import {evaluateFields} from './field.js';
import type {TemplateFunction} from './function.js';
import type {Value} from './value.js';

export type Functions = Readonly<Record<string, TemplateFunction>>;

/** A command takes the value of the command before it, if there is one, as its last argument. */
type Command = (state: State, dot: Value, final: Final) => Value;

/** Evaluates the commands one after the other and sets the pipeline's variables; nil comes out as undefined. */
export function compilePipe(pipe: PipeNode, functions: Functions): Expression {
  const [first, ...rest] = pipe.commands.map((command) => compileCommand(command, functions));
  if (first === undefined) return () => undefined;
  const evaluate: Expression = (state, dot) => {
    state.at = pipe;
    let value = first(state, dot, missing) ?? undefined;
    for (const command of rest) value = command(state, dot, value) ?? undefined;
    return value;
  };
  if (pipe.variables.length === 0) return evaluate;
  return (state, dot) => {
    const value = evaluate(state, dot);
    for (const variable of pipe.variables) setVariable(state, variable, value);
    return value;
  };
}

export function setVariable(state: State, {slot, name}: VariableNode, value: Value): void {
  if (slot < 0) failUndefined(state, name);
  state.variables[slot] = value;
}

function failUndefined(state: State, name: string): never {
  return fail(state, `undefined variable: ${name}`, `the variable ${name} has no value here`);
}

function compileCommand({operands, at}: CommandNode, functions: Functions): Command {
  const [first, ...rest] = operands;
  const args = rest.map((node) => compileArgument(node, functions));
  switch (first.kind) {
    case 'field':
      return compileField(first, args);
    case 'chain':
      return compileChain(first, args, functions);
    case 'function':
      return compileCall(first, {kind: 'command', at, operands}, args, functions);
    case 'variable':
      return compileVariable(first, args);
    case 'pipe':
      return compileParenthesised(first, args, functions);
    case 'nil':
      return (state, _dot, final) => {
        state.at = first;
        checkNoArguments(state, first, args.length, final);
        return fail(state, 'nil is not a command', 'nil cannot stand alone');
      };
    default:
      return compileValue(first, args, functions);
  }
}

function compileArgument(node: Operand, functions: Functions): Argument {
  return {node, evaluate: compileOperand(node, functions)};
}

function compileParenthesised(pipe: PipeNode, args: readonly Argument[], functions: Functions): Command {
  const evaluate = compilePipe(pipe, functions);
  return (state, dot, final) => {
    checkNoArguments(state, pipe, args.length, final);
    return evaluate(state, dot);
  };
}

function compileValue(node: Operand, args: readonly Argument[], functions: Functions): Command {
  const evaluate = compileOperand(node, functions);
  if (args.length === 0) return evaluate;
  return (state, _dot, final) => {
    state.at = node;
    checkNoArguments(state, node, args.length, final);
    return undefined;
  };
}

/** An operand in the place of an argument. */
function compileOperand(node: Operand, functions: Functions): Expression {
  switch (node.kind) {
    case 'dot':
      return (state, dot) => {
        state.at = node;
        return dot;
      };
    case 'nil':
      return constant(node, undefined);
    case 'bool':
    case 'string':
      return constant(node, node.value);
    case 'number':
      return compileNumber(node);
    case 'pipe':
      return compilePipe(node, functions);
    default:
      return withoutFinal(compileReference(node, functions));
  }
}

function compileReference(node: FieldNode | VariableNode | ChainNode | FunctionNode, functions: Functions): Command {
  switch (node.kind) {
    case 'field':
      return compileField(node, []);
    case 'variable':
      return compileVariable(node, []);
    case 'chain':
      return compileChain(node, [], functions);
    case 'function':
      return compileCall(node, node, [], functions);
  }
}

function withoutFinal(command: Command): Expression {
  return (state, dot) => command(state, dot, missing);
}

function constant(node: Operand, value: Value): Expression {
  return (state) => {
    state.at = node;
    return value;
  };
}

function compileNumber(node: NumberNode): Expression {
  const {constant: number, text} = node;
  const value = number.isFloat ? number.float : number.int;
  if (value !== undefined) return constant(node, value);
  return (state) => {
    state.at = node;
    return fail(state, `${text} overflows int`, `${text} is too large for an integer`);
  };
}

function compileField(node: FieldNode, args: readonly Argument[]): Command {
  const chain = {node, fields: node.fields, args, isWrapped: node.isRangeElement};
  return (state, dot, final) => {
    state.at = node;
    return evaluateFields(state, dot, dot, chain, final);
  };
}

function compileVariable(node: VariableNode, args: readonly Argument[]): Command {
  const {slot, name, fields} = node;
  const chain = {node, fields, args, isWrapped: node.isRangeElement};
  return (state, dot, final) => {
    state.at = node;
    if (slot < 0) failUndefined(state, name);
    const value = state.variables[slot];
    if (fields.length > 0) return evaluateFields(state, dot, value, chain, final);
    checkNoArguments(state, node, args.length, final);
    return value;
  };
}

function compileChain(node: ChainNode, args: readonly Argument[], functions: Functions): Command {
  const operand = compileOperand(node.operand, functions);
  const chain = {node, fields: node.fields, args, isWrapped: node.operand.kind === 'function'};
  return (state, dot, final) => {
    state.at = node;
    return evaluateFields(state, dot, operand(state, dot), chain, final);
  };
}
