// SPDX-License-Identifier: Apache-2.0
import {getIn, isTree} from '../manifest/input/tree.js';

export type Labels = Readonly<Record<string, string>>;

/** Whether a Kubernetes LabelSelector matches; a missing or empty one matches everything. */
export function selectorMatches(selector: unknown, labels: Labels): boolean {
  const matchLabels = getIn(selector, ['matchLabels']);
  const pairs = isTree(matchLabels) ? Object.entries(matchLabels) : [];
  if (!pairs.every(([key, value]) => valueOf(labels, key) === value)) return false;
  return expressionsOf(selector).every((expression) => expressionMatches(expression, labels));
}

/** Every value that a selector asks for under a key. */
export function valuesAskedFor(selector: unknown, key: string): string[] {
  const equal = getIn(selector, ['matchLabels', key]);
  const among = expressionsOf(selector).filter((expression) => getIn(expression, ['key']) === key);
  return [...(typeof equal === 'string' ? [equal] : []), ...among.flatMap(valuesOf)];
}

function expressionMatches(expression: unknown, labels: Labels): boolean {
  const value = valueOf(labels, String(getIn(expression, ['key'])));
  switch (getIn(expression, ['operator'])) {
    case 'In':
      return value !== undefined && valuesOf(expression).includes(value);
    case 'NotIn':
      return value === undefined || !valuesOf(expression).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function expressionsOf(selector: unknown): unknown[] {
  const expressions = getIn(selector, ['matchExpressions']);
  return Array.isArray(expressions) ? expressions : [];
}

function valuesOf(expression: unknown): string[] {
  const values = getIn(expression, ['values']);
  return Array.isArray(values) ? values.map(String) : [];
}

function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** The labels that a selector's text asks for, `a=b,c==d`; what else it asks is left out. */
export function equalities(text: string): Labels {
  const pairs = text
    .split(',')
    .map((part) => /^\s*([^=!\s]+)\s*==?\s*([^=\s]*)\s*$/.exec(part))
    .filter((match) => match !== null)
    .map(([, key = '', value = '']) => [key, value]);
  return Object.fromEntries(pairs);
}
