// SPDX-License-Identifier: Apache-2.0
import {utf8Length} from './print/utf8.js';

/** A template file as it was given. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A place in a source: `line` from 1, `column` in bytes from 0, as Go counts them. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source line and, under it, a caret at the column. */
  readonly excerpt: string;
}

export interface TemplateErrorDetails extends Position {
  readonly phase: 'parse' | 'execute';
  /** What is wrong, in our words, without the place. */
  readonly reason: string;
  readonly goText: string;
  /** The calls that led to the place, innermost first, each with its position. */
  readonly trace?: readonly string[];
  /** A limit was hit: the error ends everything and is not wrapped by the calls it passes through. */
  readonly isLimit?: boolean;
  readonly cause?: unknown;
}

/**
 * A template that cannot be parsed or executed. `message` is for people: place, reason, the line with a caret and
 * the calls that led there. The place is the innermost one, where something has to be changed. `goText` is what
 * Go's text/template says in the same situation, with the nesting of every call.
 */
export class TemplateError extends Error implements Position {
  override readonly name = 'TemplateError';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  readonly phase: 'parse' | 'execute';
  readonly reason: string;
  readonly goText: string;
  readonly trace: readonly string[];
  readonly isLimit: boolean;

  constructor(details: TemplateErrorDetails) {
    const {file, line, column, excerpt, reason, trace = []} = details;
    const calls = trace.map((call) => `\n  called from ${call}`);
    super(
      `${file}:${line}:${column}: ${reason}${excerpt === '' ? '' : `\n${excerpt}`}${calls.join('')}`,
      details.cause === undefined ? undefined : {cause: details.cause},
    );
    this.file = file;
    this.line = line;
    this.column = column;
    this.excerpt = excerpt;
    this.phase = details.phase;
    this.reason = reason;
    this.goText = details.goText;
    this.trace = trace;
    this.isLimit = details.isLimit ?? false;
  }
}

/** Thrown by a function whose arguments do not fit: the message is reported as it is, without `error calling …`. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** The line number, from 1, of an index into the text. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Line, byte column and excerpt of an index into the source. */
export function positionAt(source: Source, index: number): Position {
  const {file, text} = source;
  const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
  const end = text.indexOf('\n', start);
  const line = lineAt(text, index);
  const content = text.slice(start, end === -1 ? text.length : end);
  return {file, line, column: utf8Length(text.slice(start, index)), excerpt: excerptOf(content, line, index - start)};
}

const WIDEST = 160;

/** Long lines are cut around the caret; tabs stay tabs, so that the caret stands under its character. */
function excerptOf(content: string, line: number, caret: number): string {
  const from = caret > WIDEST / 2 ? caret - WIDEST / 2 : 0;
  const shown = content.slice(from, from + WIDEST).replace('\r', '');
  const margin = from > 0 ? '…' : '';
  const pad = content.slice(from, caret).replaceAll(/[^\t]/gu, ' ');
  const label = `  ${line} | `;
  return `${label}${margin}${shown}\n${' '.repeat(label.length - 2)}| ${' '.repeat(margin.length)}${pad}^`;
}

/** Whether V8 ran out of stack, which ends a template that calls itself without end. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
