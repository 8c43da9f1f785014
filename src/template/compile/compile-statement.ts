// SPDX-License-Identifier: Apache-2.0
import type {
  ActionNode,
  BranchNode,
  Definition,
  PipeNode,
  Statement as StatementNode,
  TemplateNode,
  TextNode,
} from '../parse/ast.js';
import {goString} from '../print/print.js';
import {quote} from '../print/quote.js';
import {sortedKeys} from '../print/utf8.js';
import {compilePipe, type Functions, setVariable} from './compile-expression.js';
import {Flow, fail, failTemplate, type State, type Statement, type Template} from './execution.js';
import {isMap, isTrue, underlyingOf, type Value, type ValueMap} from './value.js';

/** Makes a definition ready to run. The work is put off until it runs for the first time. */
export function compileDefinition(definition: Definition, functions: Functions): Template {
  let body: Statement | undefined;
  const run: Statement = (state, dot) => {
    body ??= compileBody(definition.body, functions);
    return body(state, dot);
  };
  return {...definition, run};
}

function compileBody(nodes: readonly StatementNode[], functions: Functions): Statement {
  const statements = nodes.map((node) => compileStatement(node, functions));
  const cost = statements.length + 1;
  return (state, dot) => {
    state.execution.step(state, cost);
    for (const statement of statements) {
      const flow = statement(state, dot);
      if (flow !== Flow.Next) return flow;
    }
    return Flow.Next;
  };
}

function compileStatement(node: StatementNode, functions: Functions): Statement {
  switch (node.kind) {
    case 'text':
      return compileText(node);
    case 'action':
      return compileAction(node, functions);
    case 'if':
    case 'with':
      return compileCondition(node, functions);
    case 'range':
      return compileRange(node, functions);
    case 'template':
      return compileTemplate(node, functions);
    case 'break':
      return () => Flow.Break;
    case 'continue':
      return () => Flow.Continue;
  }
}

function compileText(node: TextNode): Statement {
  const {text} = node;
  return (state) => {
    state.at = node;
    state.execution.write(state, text);
    return Flow.Next;
  };
}

/** Prints the value of the pipeline, unless it only sets variables. */
function compileAction(node: ActionNode, functions: Functions): Statement {
  const evaluate = compilePipe(node.pipe, functions);
  if (node.pipe.variables.length > 0) {
    return (state, dot) => {
      evaluate(state, dot);
      return Flow.Next;
    };
  }
  return (state, dot) => {
    const value = evaluate(state, dot);
    state.at = node;
    state.execution.write(state, typeof value === 'string' ? value : shown(state, value));
    return Flow.Next;
  };
}

function shown(state: State, value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  try {
    const text = goString(value);
    return text.startsWith('&') && typeof value === 'object' ? text.slice(1) : text;
  } catch (error) {
    return fail(state, error instanceof Error ? error.message : String(error));
  }
}

function compileCondition(node: BranchNode, functions: Functions): Statement {
  const evaluate = compilePipe(node.pipe, functions);
  const body = compileBody(node.body, functions);
  const otherwise = node.otherwise === undefined ? undefined : compileBody(node.otherwise, functions);
  const setsDot = node.kind === 'with';
  return (state, dot) => {
    state.at = node;
    const value = evaluate(state, dot);
    if (isTrue(value)) return body(state, setsDot ? value : dot);
    return otherwise === undefined ? Flow.Next : otherwise(state, dot);
  };
}

function compileTemplate(node: TemplateNode, functions: Functions): Statement {
  const evaluate = node.pipe === undefined ? undefined : compilePipe(node.pipe, functions);
  return (state, dot) => {
    state.at = node;
    const {execution} = state;
    const template = execution.set.find(node.name);
    if (template === undefined) {
      const name = quote(node.name);
      return fail(state, `template ${name} not defined`, `there is no template ${name}`);
    }
    const value = evaluate?.(state, dot);
    state.at = node;
    try {
      execution.run(template, value);
    } catch (error) {
      return failTemplate(state, error);
    }
    return Flow.Next;
  };
}

/** Runs the body for one element; true if the loop has to end. */
type Iteration = (state: State, index: Value, element: Value) => boolean;

function compileRange(node: BranchNode, functions: Functions): Statement {
  const evaluate = compilePipe(node.pipe, functions);
  const iterate = compileIteration(node, functions);
  const otherwise = node.otherwise === undefined ? undefined : compileBody(node.otherwise, functions);
  return (state, dot) => {
    state.at = node;
    const value = underlyingOf(evaluate(state, dot));
    let ran: boolean;
    if (Array.isArray(value)) ran = rangeOverList(state, value, iterate);
    else if (typeof value === 'bigint') ran = rangeOverInteger(state, value, node.pipe, iterate);
    else if (isMap(value)) ran = rangeOverMap(state, value, iterate);
    else if (value === undefined || value === null) ran = false;
    else return fail(state, `range can't iterate over ${goString(value)}`, `cannot range over ${goString(value)}`);
    if (ran || otherwise === undefined) return Flow.Next;
    // As in Go, a break in the else ends this range, though it is the one around it that loops.
    return otherwise(state, dot) === Flow.Continue ? Flow.Continue : Flow.Next;
  };
}

function compileIteration(node: BranchNode, functions: Functions): Iteration {
  const body = compileBody(node.body, functions);
  const [first, second] = node.pipe.variables;
  return (state, index, element) => {
    if (second !== undefined && first !== undefined) {
      setVariable(state, first, index);
      setVariable(state, second, element);
    } else if (first !== undefined) {
      setVariable(state, first, element);
    }
    return body(state, element) === Flow.Break;
  };
}

function rangeOverList(state: State, list: readonly Value[], iterate: Iteration): boolean {
  const {length} = list;
  for (let i = 0; i < length; i++) {
    if (iterate(state, BigInt(i), list[i] ?? null)) break;
  }
  return length > 0;
}

/** The entries as they are when the loop begins, by key. */
function rangeOverMap(state: State, map: ValueMap, iterate: Iteration): boolean {
  const entries = sortedKeys(map).map((key) => ({key, value: map[key] ?? null}));
  for (const {key, value} of entries) {
    if (iterate(state, key, value)) break;
  }
  return entries.length > 0;
}

function rangeOverInteger(state: State, count: bigint, pipe: PipeNode, iterate: Iteration): boolean {
  if (pipe.variables.length > 1) fail(state, `can't use ${count} to iterate over more than one variable`);
  for (let i = 0n; i < count; i++) {
    if (iterate(state, undefined, i)) break;
  }
  return count > 0n;
}
