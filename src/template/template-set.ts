// SPDX-License-Identifier: Apache-2.0

import {isFunction} from './compile/compile-call.js';
import {compileDefinition} from './compile/compile-statement.js';
import {Execution, type MissingKey, newBudget, type Program, type Template} from './compile/execution.js';
import {defaultLimits, type Limits, type TemplateFunction} from './compile/function.js';
import type {Value} from './compile/value.js';
import {type Definition, isEmptyBody} from './parse/ast.js';
import {parseSource} from './parse/parser.js';
import {quote} from './print/quote.js';
import {TemplateError} from './template-error.js';

export type {MissingKey} from './compile/execution.js';
export {type Call, type Limits, type TemplateFunction, typed} from './compile/function.js';

export interface TemplateSetOptions {
  /** What templates can call, besides Go's built-in functions; a function of the same name hides a built-in one. */
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** What a key that a map does not have gives: no value, nil (as Helm has it), or an error. */
  readonly missingKey?: MissingKey;
  readonly limits?: Partial<Limits>;
}

/** Templates that can call each other. Once parsed they can be executed any number of times. */
export class TemplateSet implements Program {
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  readonly missingKey: MissingKey;
  private readonly limits: Limits;
  private readonly templates = new Map<string, Template>();

  /** `base` is a set whose templates are seen through this one and hidden by its own. */
  constructor(
    private readonly options: TemplateSetOptions,
    private readonly base?: TemplateSet,
  ) {
    this.functions = options.functions;
    this.missingKey = options.missingKey ?? 'default';
    this.limits = {...defaultLimits, ...options.limits};
  }

  /**
   * Registers the source under that name, and every define and block in it. A later definition of a name wins,
   * unless it is empty. Throws a TemplateError.
   */
  parse(name: string, source: string): void {
    const definitions = parseSource({file: name, text: source}, (word) => isFunction(this.functions, word));
    for (const definition of definitions.values()) this.register(definition);
  }

  private register(definition: Definition): void {
    if (isEmptyBody(definition.body) && this.has(definition.name)) return;
    this.templates.set(definition.name, compileDefinition(definition, this.functions));
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  find(name: string): Template | undefined {
    return this.templates.get(name) ?? this.base?.find(name);
  }

  extended(name: string, text: string): TemplateSet {
    const set = new TemplateSet(this.options, this);
    set.parse(name, text);
    return set;
  }

  /** The output of the template with this dot. Throws a TemplateError. */
  execute(name: string, dot: Value): string {
    const template = this.find(name);
    if (template === undefined) {
      throw new TemplateError({
        file: name,
        line: 1,
        column: 0,
        excerpt: '',
        phase: 'execute',
        reason: 'there is no template of that name',
        goText: `template: no template ${quote(name)} associated with template "gotpl"`,
      });
    }
    return new Execution(this, newBudget(this.limits)).start(template, dot);
  }
}
