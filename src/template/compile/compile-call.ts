// SPDX-License-Identifier: Apache-2.0
import {type CommandNode, type FunctionNode, nodeText} from '../parse/ast.js';
import {builtins} from './builtins.js';
import {type Argument, checkCount, evaluateArguments, type Final, missing} from './call.js';
import {fail, failCall, type State} from './execution.js';
import type {TemplateFunction} from './function.js';
import {goTypeName, isTrue, type Signature, type Value} from './value.js';

type Call = (state: State, dot: Value, final: Final) => Value;

/** Whether templates can call a function of that name. */
export function isFunction(functions: Readonly<Record<string, TemplateFunction>>, name: string): boolean {
  return Object.hasOwn(functions, name) || Object.hasOwn(builtins, name) || Object.hasOwn(special, name);
}

/** A call of a function; errors inside it point to `blamed`. The set's own functions hide the built-in ones. */
export function compileCall(
  node: FunctionNode,
  blamed: FunctionNode | CommandNode,
  args: readonly Argument[],
  functions: Readonly<Record<string, TemplateFunction>>,
): Call {
  const {name} = node;
  if (Object.hasOwn(functions, name)) {
    const run = functions[name];
    if (run !== undefined) return compileFunction(node, blamed, args, withNull(run), run.signature);
  }
  const compileSpecial = Object.hasOwn(special, name) ? special[name] : undefined;
  if (compileSpecial !== undefined) return compileSpecial(node, blamed, args);
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) return compileFunction(node, blamed, args, builtin, builtin.signature);
  return (state) => {
    state.at = node;
    return fail(state, `"${name}" is not a defined function`);
  };
}

function withNull(run: TemplateFunction): TemplateFunction {
  return (args, call) => {
    for (let i = 0; i < args.length; i++) args[i] ??= null;
    return run(args, call);
  };
}

function compileFunction(
  node: FunctionNode,
  blamed: FunctionNode | CommandNode,
  args: readonly Argument[],
  run: TemplateFunction,
  signature: Signature | undefined,
): Call {
  const {name} = node;
  return (state, dot, final) => {
    state.at = node;
    const {execution} = state;
    if (signature !== undefined) checkCount(state, name, signature, args.length, final !== missing);
    const values = evaluateArguments(state, dot, args, final, signature);
    execution.step(state, 1);
    let result: Value;
    try {
      result = run(values, execution) ?? null;
    } catch (error) {
      state.at = blamed;
      return failCall(state, name, error);
    }
    execution.checkLength(state, result);
    return result;
  };
}

const atLeastOne: Signature = {fixed: ['any'], variadic: 'any'};

/** `and` and `or` stop at the first argument that decides, and return it. */
function compileShortCircuit(decisive: boolean) {
  return (node: FunctionNode, _blamed: FunctionNode | CommandNode, args: readonly Argument[]): Call =>
    (state, dot, final) => {
      state.at = node;
      checkCount(state, node.name, atLeastOne, args.length, final !== missing);
      let value: Value;
      for (const arg of args) {
        value = arg.evaluate(state, dot);
        if (isTrue(value) === decisive) return value;
      }
      return final === missing ? value : final;
    };
}

/** There are no function values, so that `call` can only say what it was given instead. */
function compileCallBuiltin(node: FunctionNode, blamed: FunctionNode | CommandNode, args: readonly Argument[]): Call {
  return (state, dot, final) => {
    state.at = node;
    checkCount(state, node.name, atLeastOne, args.length, final !== missing);
    const [callee] = evaluateArguments(state, dot, args, final, atLeastOne);
    state.at = blamed;
    if (callee === null || callee === undefined) return failCall(state, 'call', new Error('call of nil'));
    const shown = typeof callee === 'string' ? callee : `<${goTypeName(callee)} Value>`;
    const text = args[0] === undefined ? shown : nodeText(args[0].node);
    return failCall(state, 'call', new Error(`non-function ${text} of type ${goTypeName(callee)}`));
  };
}

type SpecialForm = (node: FunctionNode, blamed: FunctionNode | CommandNode, args: readonly Argument[]) => Call;

const special: Readonly<Record<string, SpecialForm>> = {
  and: compileShortCircuit(false),
  or: compileShortCircuit(true),
  call: compileCallBuiltin,
};
