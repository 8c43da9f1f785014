// SPDX-License-Identifier: Apache-2.0

import {goNumber, goQuote, sortedJson} from './go-text.js';

/** A property, the index of an element, or the key of an entry where the server prints keys in brackets. */
type PathStep = string | number | {readonly key: string};
export type Path = readonly PathStep[];

/** The kinds of errors that a Kubernetes API server has for fields, and what it calls them. */
const titles = {
  required: 'Required value',
  invalid: 'Invalid value',
  type: 'Invalid value',
  unsupported: 'Unsupported value',
  duplicate: 'Duplicate value',
  tooLong: 'Too long',
  tooMany: 'Too many',
  unknown: 'unknown field',
} as const;

/** One thing that is wrong with a resource. */
export interface FieldError {
  kind: keyof typeof titles;
  path: Path;
  /** What is wrong, without the path, in the words of the API server. */
  message: string;
}

/** `value` is left out of the message where it is undefined, as the server does with long and compound values. */
export function fieldError(kind: FieldError['kind'], path: Path, detail = '', value?: unknown): FieldError {
  const parts = [titles[kind], value === undefined ? '' : valueText(value), detail];
  return {kind, path, message: parts.filter((part) => part !== '').join(': ')};
}

/** The error as the server prints it: path first, but for unknown fields. */
export function fieldErrorText({kind, path, message}: FieldError): string {
  if (kind === 'unknown') return `${message} "${pathText(path)}"`;
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

/** `spec.http[0].match`, as field paths are written in Kubernetes. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (typeof step === 'object') text += `[${step.key}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return sortedJson(value);
}
