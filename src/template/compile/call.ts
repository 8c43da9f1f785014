// SPDX-License-Identifier: Apache-2.0
import {type Node, nodeText, type Operand} from '../parse/ast.js';
import {fail, type State} from './execution.js';
import {goTypeName, isMap, type ParameterType, type Signature, Struct, type Value} from './value.js';

/** Stands for "there is no value from the command before" in a pipeline; nil would be a value. */
export const missing = Symbol('missing');

export type Final = Value | typeof missing;

/** A compiled expression. Undefined is "no value at all", null a nil that is an entry of a map or list. */
export type Expression = (state: State, dot: Value) => Value;

/** An operand in the place of an argument: `node` tells literals from the rest. */
export interface Argument {
  readonly node: Operand;
  readonly evaluate: Expression;
}

/** Checks the number of arguments; `count` is without the final one. */
export function checkCount(state: State, name: string, signature: Signature, count: number, hasFinal: boolean): void {
  const total = hasFinal ? count + 1 : count;
  const {fixed, variadic} = signature;
  if (variadic === undefined ? total === fixed.length : total >= fixed.length) return;
  const goReason =
    variadic === undefined
      ? `wrong number of args for ${name}: want ${fixed.length} got ${total}`
      : `wrong number of args for ${name}: want at least ${fixed.length} got ${count}`;
  const expected = `${variadic === undefined ? '' : 'at least '}${fixed.length}`;
  fail(state, goReason, `${name} takes ${expected} argument${fixed.length === 1 ? '' : 's'}, not ${total}`);
}

/** The type of the argument at that place. */
function typeAt({fixed, variadic}: Signature, index: number): ParameterType {
  return fixed[index] ?? variadic ?? 'any';
}

/** Evaluates the arguments of a call and checks them against the signature. */
export function evaluateArguments(
  state: State,
  dot: Value,
  args: readonly Argument[],
  final: Final,
  signature: Signature | undefined,
): Value[] {
  const values = args.map((arg, i) => {
    const type = signature === undefined ? 'any' : typeAt(signature, i);
    return type === 'any' ? arg.evaluate(state, dot) : evaluateTyped(state, dot, arg, type);
  });
  if (final !== missing) {
    const type = signature === undefined ? 'any' : typeAt(signature, args.length);
    values.push(checkType(state, final, type));
  }
  return values;
}

/** A literal takes the type of the parameter if it can; anything else has to have it. */
function evaluateTyped(state: State, dot: Value, arg: Argument, type: ParameterType): Value {
  const {node} = arg;
  state.at = node;
  switch (node.kind) {
    case 'nil':
      if (!canBeNil(type)) fail(state, `cannot assign nil to ${type}`, `nil is no ${type}`);
      return null;
    case 'bool':
    case 'string':
    case 'number':
      return literal(state, node, type);
    default:
      return checkType(state, arg.evaluate(state, dot), type);
  }
}

const LITERAL_NAMES: Readonly<Partial<Record<ParameterType, string>>> = {
  bool: 'bool',
  string: 'string',
  int: 'integer',
  int64: 'integer',
  float64: 'float',
};

function literal(state: State, node: Operand & {kind: 'bool' | 'string' | 'number'}, type: ParameterType): Value {
  if (node.kind === 'number') {
    const value = type === 'float64' ? node.constant.float : node.constant.int;
    if (value !== undefined && (type === 'float64' || type === 'int' || type === 'int64')) return value;
  } else if (node.kind === type) {
    return node.value;
  }
  const name = LITERAL_NAMES[type];
  if (name === undefined) return fail(state, `can't handle ${nodeText(node)} for arg of type ${type}`);
  return fail(state, `expected ${name}; found ${nodeText(node)}`);
}

function canBeNil(type: ParameterType): boolean {
  return type === 'any' || type === '[]interface {}' || type === 'map[string]interface {}';
}

/** The value as an argument of that type; a nil map or list is null. */
function checkType(state: State, value: Value, type: ParameterType): Value {
  if (type === 'any') return value;
  if (value === undefined) {
    if (canBeNil(type)) return null;
    return fail(state, `invalid value; expected ${type}`, `the value is nil, not a ${type}`);
  }
  if (fits(value, type)) return value;
  const found = value === null ? 'interface {}' : goTypeName(value);
  return fail(state, `wrong type for value; expected ${type}; got ${found}`, `a ${type} is needed here, not ${found}`);
}

function fits(value: Value, type: ParameterType): boolean {
  switch (type) {
    case 'int':
    case 'int64':
      return typeof value === 'bigint';
    case 'float64':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case '[]interface {}':
      return Array.isArray(value) || (value instanceof Struct && Array.isArray(value.underlying));
    case 'map[string]interface {}':
      return isMap(value) || (value instanceof Struct && value.underlying !== undefined && isMap(value.underlying));
    default:
      return true;
  }
}

/** Ends the execution if something that is no function was given arguments. */
export function checkNoArguments(state: State, operand: Node, count: number, final: Final): void {
  if (count === 0 && final === missing) return;
  const text = nodeText(operand);
  fail(state, `can't give argument to non-function ${text}`, `${text} is no function and takes no arguments`);
}
