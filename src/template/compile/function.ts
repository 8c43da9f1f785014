// SPDX-License-Identifier: Apache-2.0
import type {Signature, Value} from './value.js';

/** The part of a template set that functions may use. */
export interface Templates {
  has(name: string): boolean;
}

/** What a function can do with the execution it is called from; it counts against that execution's limits. */
export interface Call {
  readonly set: Templates;
  /** The output of the named template with this dot. Throws if there is none of that name. */
  include(name: string, dot: Value): string;
  /**
   * Parses the text as a template and runs it with this dot (Helm's tpl). It sees every template of the set;
   * what it defines is gone afterwards. `name` is what errors call it.
   */
  tpl(text: string, dot: Value, name?: string): string;
}

/**
 * A function of templates. What it throws is reported as `error calling name: …`; an ArgumentError without that
 * prefix. With a signature the number and types of the arguments are checked before the call.
 * Nil arguments arrive as null.
 */
export interface TemplateFunction {
  (args: Value[], call: Call): Value;
  readonly signature?: Signature;
}

/** Where an execution ends if it does not end by itself. 0 means no limit. */
export interface Limits {
  /** How deep templates may call each other. */
  readonly depth: number;
  /** Statements, iterations and calls. */
  readonly steps: number;
  /** Everything written, also by templates whose output is captured, in UTF-16 units. */
  readonly outputBytes: number;
  /** Wall clock, in milliseconds. */
  readonly timeoutMs: number;
}

export const defaultLimits: Limits = {
  depth: 1000,
  steps: 20_000_000,
  outputBytes: 256 * 1024 * 1024,
  timeoutMs: 0,
};

/** Gives a function a signature, so that its arguments are checked as those of a typed Go function are. */
export function typed(signature: Signature, run: (args: Value[], call: Call) => Value): TemplateFunction {
  return Object.assign((args: Value[], call: Call) => run(args, call), {signature});
}
