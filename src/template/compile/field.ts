// SPDX-License-Identifier: Apache-2.0
import {type ChainNode, type FieldNode, nodeText, type VariableNode} from '../parse/ast.js';
import {quote} from '../print/quote.js';
import {type Argument, checkCount, evaluateArguments, type Final, missing} from './call.js';
import {fail, failCall, type State} from './execution.js';
import {goTypeName, isMap, Struct, type Value, type ValueMap} from './value.js';

/** A chain of field names after a value; arguments go to the last name, which then has to be a method. */
export interface FieldChain {
  readonly node: FieldNode | VariableNode | ChainNode;
  readonly fields: readonly string[];
  readonly args: readonly Argument[];
  /** Whether Go sees the first value as an interface {}, whatever it holds. */
  readonly isWrapped: boolean;
}

/** Reads the fields one after the other, beginning with the receiver. */
export function evaluateFields(state: State, dot: Value, receiver: Value, chain: FieldChain, final: Final): Value {
  const {fields} = chain;
  let value = receiver;
  let {isWrapped} = chain;
  for (let i = 0; i < fields.length; i++) {
    const name = fields[i] ?? '';
    const isLast = i === fields.length - 1;
    const hasArguments = isLast && (chain.args.length > 0 || final !== missing);
    if (value === undefined) {
      if (state.execution.set.missingKey === 'error') fail(state, `nil data; no entry for key ${quote(name)}`);
    } else if (isMap(value)) {
      if (hasArguments) fail(state, `${name} is not a method but has arguments`, `.${name} takes no arguments`);
      value = readKey(state, value, name);
      isWrapped = true;
    } else if (value instanceof Struct) {
      if (!hasMember(value, name)) return failField(state, value, chain, i, isWrapped);
      value = readStruct(state, dot, value, chain, i, isLast ? final : missing);
      isWrapped = false;
    } else {
      failField(state, value, chain, i, isWrapped);
    }
  }
  return value;
}

function readKey(state: State, map: ValueMap, name: string): Value {
  if (Object.hasOwn(map, name)) return map[name] ?? null;
  switch (state.execution.set.missingKey) {
    case 'zero':
      return null;
    case 'default':
      return undefined;
    case 'error':
      return fail(state, `map has no entry for key ${quote(name)}`, `there is no key ${quote(name)}`);
  }
}

function hasMember({methods, fields, underlying}: Struct, name: string): boolean {
  return Object.hasOwn(methods, name) || Object.hasOwn(fields, name) || (underlying !== undefined && isMap(underlying));
}

function readStruct(state: State, dot: Value, struct: Struct, chain: FieldChain, at: number, final: Final): Value {
  const name = chain.fields[at] ?? '';
  const args = at === chain.fields.length - 1 ? chain.args : [];
  const method = Object.hasOwn(struct.methods, name) ? struct.methods[name] : undefined;
  if (method !== undefined) {
    const {signature} = method;
    if (signature !== undefined) checkCount(state, name, signature, args.length, final !== missing);
    const values = evaluateArguments(state, dot, args, final, signature).map((value) => value ?? null);
    try {
      return method(...values);
    } catch (error) {
      state.at = chain.node;
      return failCall(state, name, error);
    }
  }
  const hasArguments = args.length > 0 || final !== missing;
  if (Object.hasOwn(struct.fields, name)) {
    if (hasArguments) fail(state, `${name} has arguments but cannot be invoked as function`);
    return struct.fields[name] ?? null;
  }
  if (hasArguments) fail(state, `${name} is not a method but has arguments`, `.${name} takes no arguments`);
  return isMap(struct.underlying) ? readKey(state, struct.underlying, name) : null;
}

function failField(state: State, value: Value, chain: FieldChain, at: number, isWrapped: boolean): never {
  const name = chain.fields[at] ?? '';
  const owner = ownerText(chain, at);
  if (value === null) {
    const reason = `cannot read .${name}: ${owner} is nil`;
    return fail(state, `nil pointer evaluating interface {}.${name}`, reason);
  }
  const typeName = isWrapped && typeof value !== 'bigint' ? 'interface {}' : goTypeName(value);
  const reason = `cannot read .${name}: ${owner} is a ${goTypeName(value)}`;
  return fail(state, `can't evaluate field ${name} in type ${typeName}`, reason);
}

/** The template text of the value whose field is read. */
function ownerText({node}: FieldChain, at: number): string {
  const fields = node.fields.slice(0, at);
  if (node.kind === 'field' && at === 0) return 'the current value (.)';
  return nodeText({...node, fields});
}
