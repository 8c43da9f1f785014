// SPDX-License-Identifier: Apache-2.0
import type {NumberConstant} from '../lex/number-constant.js';
import {quote} from '../print/quote.js';
import type {Source} from '../template-error.js';

// Every node has `at`, the index in the source that errors point to.

export interface DotNode {
  readonly kind: 'dot';
  readonly at: number;
}

export interface NilNode {
  readonly kind: 'nil';
  readonly at: number;
}

export interface BoolNode {
  readonly kind: 'bool';
  readonly at: number;
  readonly value: boolean;
}

export interface NumberNode {
  readonly kind: 'number';
  readonly at: number;
  readonly text: string;
  readonly constant: NumberConstant;
}

export interface StringNode {
  readonly kind: 'string';
  readonly at: number;
  readonly quoted: string;
  readonly value: string;
}

export interface FunctionNode {
  readonly kind: 'function';
  readonly at: number;
  readonly name: string;
}

/** `.a.b` */
export interface FieldNode {
  readonly kind: 'field';
  readonly at: number;
  readonly fields: readonly string[];
  /** Dot is an element of a range here, which Go's errors call an interface {} whatever it holds. */
  readonly isRangeElement: boolean;
}

/** `$x.a.b`; `slot` is where the execution keeps the variable, -1 if it is not set at that point. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly at: number;
  readonly name: string;
  readonly slot: number;
  readonly fields: readonly string[];
  readonly isRangeElement: boolean;
}

/** `(pipeline).a.b` or `function.a.b` */
export interface ChainNode {
  readonly kind: 'chain';
  readonly at: number;
  readonly operand: Operand;
  readonly fields: readonly string[];
}

export interface PipeNode {
  readonly kind: 'pipe';
  readonly at: number;
  readonly isAssignment: boolean;
  readonly variables: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export type Operand =
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | FunctionNode
  | FieldNode
  | VariableNode
  | ChainNode
  | PipeNode;

export interface CommandNode {
  readonly kind: 'command';
  readonly at: number;
  readonly operands: readonly [Operand, ...Operand[]];
}

export interface TextNode {
  readonly kind: 'text';
  readonly at: number;
  readonly text: string;
}

export interface ActionNode {
  readonly kind: 'action';
  readonly at: number;
  readonly pipe: PipeNode;
}

export interface BranchNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly at: number;
  readonly pipe: PipeNode;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[] | undefined;
}

export interface TemplateNode {
  readonly kind: 'template';
  readonly at: number;
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface JumpNode {
  readonly kind: 'break' | 'continue';
  readonly at: number;
}

export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

export type Node = Operand | CommandNode | Statement;

/** One parsed template: a file's own body or a define in it. */
export interface Definition {
  readonly name: string;
  readonly source: Source;
  readonly body: readonly Statement[];
  /** How many variables an execution has to keep, with `$` in slot 0. */
  readonly slots: number;
}

/** Whether the body has nothing but white space; such a definition does not replace another. */
export function isEmptyBody(body: readonly Statement[]): boolean {
  return body.every((node) => node.kind === 'text' && node.text.trim() === '');
}

/** The node as errors quote it: normalised template text. */
export function nodeText(node: Node): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'action':
      return `{{${pipeText(node.pipe)}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${pipeText(node.pipe)}`}}}`;
    case 'if':
    case 'with':
    case 'range':
      return branchText(node);
    case 'command':
      return node.operands.map(operandText).join(' ');
    case 'pipe':
      return pipeText(node);
    default:
      return simpleText(node);
  }
}

function simpleText(node: Exclude<Operand, PipeNode>): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'function':
      return node.name;
    case 'field':
      return fieldsText(node.fields);
    case 'variable':
      return node.name + fieldsText(node.fields);
    case 'chain':
      return operandText(node.operand) + fieldsText(node.fields);
  }
}

function operandText(operand: Operand): string {
  return operand.kind === 'pipe' ? `(${pipeText(operand)})` : simpleText(operand);
}

function fieldsText(fields: readonly string[]): string {
  return fields.map((field) => `.${field}`).join('');
}

function pipeText(pipe: PipeNode): string {
  const names = pipe.variables.map((variable) => variable.name).join(', ');
  const declaration = names === '' ? '' : `${names} ${pipe.isAssignment ? '=' : ':='} `;
  return declaration + pipe.commands.map(nodeText).join(' | ');
}

function branchText(node: BranchNode): string {
  const otherwise = node.otherwise === undefined ? '' : `{{else}}${node.otherwise.map(nodeText).join('')}`;
  return `{{${node.kind} ${pipeText(node.pipe)}}}${node.body.map(nodeText).join('')}${otherwise}{{end}}`;
}
