// SPDX-License-Identifier: Apache-2.0
import {type Definition, type Node, nodeText} from '../parse/ast.js';
import {quote} from '../print/quote.js';
import {ArgumentError, isStackOverflow, type Position, positionAt, TemplateError} from '../template-error.js';
import type {Call, Limits, TemplateFunction, Templates} from './function.js';
import type {Value} from './value.js';

export type MissingKey = 'default' | 'zero' | 'error';

/** What a statement makes the loop around it do. */
export const Flow = {Next: 0, Break: 1, Continue: 2} as const;

export type Flow = (typeof Flow)[keyof typeof Flow];

export type Statement = (state: State, dot: Value) => Flow;

/** A definition that is ready to run: `run` does its body. */
export interface Template extends Definition {
  readonly run: Statement;
}

/** The templates that an execution can reach, and how it treats what is missing. */
export interface Program extends Templates {
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  readonly missingKey: MissingKey;
  find(name: string): Template | undefined;
  /** A program that has these templates too; this one stays as it is. */
  extended(name: string, text: string): Program;
}

/** What is left of the limits, for an execution and everything it calls. */
export interface Budget {
  depth: number;
  steps: number;
  output: number;
  /** The template that was called last. */
  innermost: State | undefined;
  readonly deadline: number;
  readonly limits: Limits;
}

/** One template while it runs: its variables, and the node that errors point to. */
export interface State {
  readonly execution: Execution;
  readonly template: Template;
  readonly variables: Value[];
  at: Node;
}

/** Templates call each other too deep; reported where the last of them was called. */
class TooDeep extends Error {}

const CLOCK_EVERY = 4096;

/** A run of a program: where output goes and what may still be used. It is what functions get as their call. */
export class Execution implements Call {
  private output = '';

  constructor(
    readonly set: Program,
    private readonly budget: Budget,
  ) {}

  include(name: string, dot: Value): string {
    const template = this.set.find(name);
    if (template === undefined)
      throw new Error(`template: no template ${quote(name)} associated with template "gotpl"`);
    return this.capture(template, dot ?? undefined);
  }

  tpl(text: string, dot: Value, name = 'gotpl'): string {
    if (!text.includes('{{')) return text;
    return new Execution(this.set.extended(name, text), this.budget).include(name, dot);
  }

  /** The output of the template that everything begins with. */
  start(template: Template, dot: Value): string {
    try {
      return this.capture(template, dot ?? undefined);
    } catch (error) {
      const {innermost} = this.budget;
      if (!isStackOverflow(error) || innermost === undefined) throw error;
      return failAtLimit(innermost, 'exceeded maximum template depth: the stack is full');
    }
  }

  /** What the template writes, kept apart from what was written so far. */
  capture(template: Template, dot: Value): string {
    const before = this.output;
    this.output = '';
    try {
      this.run(template, dot);
      return this.output;
    } finally {
      this.output = before;
    }
  }

  run(template: Template, dot: Value): void {
    const variables: Value[] = [dot];
    variables.length = template.slots;
    const state: State = {execution: this, template, variables, at: {kind: 'text', at: 0, text: ''}};
    const {budget} = this;
    if (budget.depth === 0) throw new TooDeep(`exceeded maximum template depth (${budget.limits.depth})`);
    budget.depth--;
    budget.innermost = state;
    try {
      template.run(state, dot);
    } finally {
      budget.depth++;
    }
  }

  write(state: State, text: string): void {
    this.budget.output -= text.length;
    if (this.budget.output < 0) {
      failAtLimit(state, `the output exceeds the limit of ${this.budget.limits.outputBytes} bytes`);
    }
    this.output += text;
  }

  /** Counts work done; ends the execution if it was too much or took too long. */
  step(state: State, count: number): void {
    const {budget} = this;
    const before = budget.steps;
    budget.steps = before - count;
    if (budget.steps < 0) failAtLimit(state, `the template exceeds the limit of ${budget.limits.steps} steps`);
    const passesCheck = Math.floor(before / CLOCK_EVERY) !== Math.floor(budget.steps / CLOCK_EVERY);
    if (passesCheck && performance.now() > budget.deadline) {
      failAtLimit(state, `the template runs longer than ${budget.limits.timeoutMs} ms`);
    }
  }

  /** A single string must not be longer than the whole output may be. */
  checkLength(state: State, value: Value): void {
    if (typeof value === 'string' && value.length > this.budget.limits.outputBytes) {
      failAtLimit(state, `a text exceeds the limit of ${this.budget.limits.outputBytes} bytes`);
    }
  }
}

export function newBudget(limits: Limits): Budget {
  const orUnlimited = (limit: number) => (limit === 0 ? Number.MAX_SAFE_INTEGER : limit);
  return {
    depth: orUnlimited(limits.depth),
    steps: orUnlimited(limits.steps),
    output: orUnlimited(limits.outputBytes),
    innermost: undefined,
    deadline: limits.timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + limits.timeoutMs,
    limits: {...limits, outputBytes: orUnlimited(limits.outputBytes)},
  };
}

function goLocation(state: State, position: Position): string {
  const place = `${position.file}:${position.line}:${position.column}`;
  return `template: ${place}: executing ${quote(state.template.name)} at <${nodeText(state.at)}>`;
}

/** Ends the execution at the current node. `goReason` is Go's wording, `reason` ours. */
export function fail(state: State, goReason: string, reason = goReason, cause?: unknown): never {
  const position = positionAt(state.template.source, state.at.at);
  throw new TemplateError({
    ...position,
    phase: 'execute',
    reason,
    goText: `${goLocation(state, position)}: ${goReason}`,
    cause,
  });
}

function failAtLimit(state: State, reason: string): never {
  const position = positionAt(state.template.source, state.at.at);
  const goText = `${goLocation(state, position)}: ${reason}`;
  throw new TemplateError({...position, phase: 'execute', reason, goText, isLimit: true});
}

/** Reports what a function or method threw, at the current node. */
export function failCall(state: State, name: string, error: unknown): never {
  if (isStackOverflow(error) || (error instanceof TemplateError && error.isLimit)) throw error;
  if (error instanceof TooDeep) return failAtLimit(state, error.message);
  if (error instanceof ArgumentError) return fail(state, error.message);
  const goReason = `error calling ${name}: ${goTextOf(error)}`;
  const inner = innerTemplateError(error);
  if (inner === undefined) return fail(state, goReason, goTextOf(error), error);
  const position = positionAt(state.template.source, state.at.at);
  throw calledFrom(inner, state, position, `${goLocation(state, position)}: ${goReason}`);
}

/** Reports an error of a template that the current node runs, which Go reports as it is. */
export function failTemplate(state: State, error: unknown): never {
  if (error instanceof TooDeep) return failAtLimit(state, error.message);
  if (!(error instanceof TemplateError) || error.isLimit) throw error;
  throw calledFrom(error, state, positionAt(state.template.source, state.at.at), error.goText);
}

function calledFrom(inner: TemplateError, state: State, position: Position, goText: string): TemplateError {
  const caller = `${position.file}:${position.line}:${position.column} (${nodeText(state.at)})`;
  const {file, line, column, excerpt, phase, reason, cause} = inner;
  const trace = [...inner.trace, caller];
  return new TemplateError({file, line, column, excerpt, phase, reason, cause, goText, trace});
}

function goTextOf(error: unknown): string {
  if (error instanceof TemplateError) return error.goText;
  return error instanceof Error ? error.message : String(error);
}

/** The error of a template that a function ran, also if the function put it into an error of its own. */
function innerTemplateError(error: unknown): TemplateError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TemplateError) return cause;
  }
  return undefined;
}
