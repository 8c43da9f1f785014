// SPDX-License-Identifier: Apache-2.0

import type {Field, FieldType} from '../../api/schema/notation.js';
import {type Fields, fieldsOf} from '../../api/schema/tables.js';
import {isTree, type Tree, type ValuePath} from '../input/tree.js';
import {type Complaint, type Problem, quote} from './problem.js';

/**
 * Where a value stands, which decides how the reference decodes it: the table of the message that holds it, or
 * `values.k8s` for Kubernetes types inside chart values.
 */
export type Scope = string;

/** What a reader of the schema tables makes of names and values: ours, or the reference's. */
export interface Rules {
  typeOf(field: Field): FieldType;
  /** The field that a key stands for, if any. */
  field(scope: Scope, fields: Fields, key: string): Field | undefined;
  /** What to say of a key that stands for no field; undefined accepts it. */
  unknownKey(scope: Scope, fields: Fields, path: ValuePath): Complaint | undefined;
  scalar(scope: Scope, type: FieldType & {kind: 'scalar'}, value: unknown): Complaint | undefined;
  oneOf(scope: Scope, values: readonly string[], value: unknown): Complaint | undefined;
  /** What to say of a field that is fine as such, for example that it is deprecated. */
  remark(field: Field, value: unknown): Complaint | undefined;
  /** Where required fields must be there: nowhere, in the items of lists (the rest being patches), everywhere. */
  readonly complete: 'nowhere' | 'items' | 'everywhere';
}

interface Walk {
  readonly rules: Rules;
  readonly report: (problem: Problem) => void;
}

/** Holds a value against its type and reports everything that is wrong with it, at any depth. Null is always fine. */
export function walk(value: unknown, type: FieldType, path: ValuePath, scope: Scope, rules: Rules): Problem[] {
  const problems: Problem[] = [];
  visit(
    {rules, report: (problem) => problems.push(problem)},
    value,
    type,
    path,
    scope,
    rules.complete === 'everywhere',
  );
  return problems;
}

function visit(run: Walk, value: unknown, type: FieldType, path: ValuePath, scope: Scope, complete: boolean): void {
  if (value === null || value === undefined) return;
  switch (type.kind) {
    case 'list':
      if (!Array.isArray(value)) return complain(run, path, 'value', wanted(value, 'a list'));
      for (const [index, item] of value.entries()) {
        visit(run, item, type.of, [...path, index], scope, complete || isWhole(run.rules, type.of));
      }
      return;
    case 'map':
      if (!isTree(value)) return complain(run, path, 'value', wanted(value, 'a map'));
      for (const key of Object.keys(value)) {
        if (type.keys?.kind === 'scalar') complain(run, [...path, key], 'key', run.rules.scalar(scope, type.keys, key));
        visit(run, value[key], type.of, [...path, key], scope, complete);
      }
      return;
    case 'message':
      if (!isTree(value)) return complain(run, path, 'value', wanted(value, 'a map'));
      return visitMessage(run, value, type, path, scopeOf(scope, type.table), complete);
    case 'scalar':
      return complain(run, path, 'value', run.rules.scalar(scope, type, value));
    case 'enum':
      return complain(run, path, 'value', run.rules.oneOf(scope, type.values, value));
    case 'refused':
      return;
  }
}

function scopeOf(outer: Scope, table: string): Scope {
  return table === 'k8s' && outer.startsWith('values') ? 'values.k8s' : table;
}

/** Most lists are replaced, so their items are whole objects even inside a patch; gateways are merged over defaults. */
function isWhole(rules: Rules, item: FieldType): boolean {
  return rules.complete !== 'nowhere' && !(item.kind === 'message' && item.table === 'operator');
}

function visitMessage(
  run: Walk,
  value: Tree,
  type: FieldType & {kind: 'message'},
  path: ValuePath,
  scope: Scope,
  complete: boolean,
): void {
  const fields = fieldsOf(type.table, type.name);
  for (const key of Object.keys(value)) {
    const below = [...path, key];
    const field = run.rules.field(scope, fields, key);
    const fieldType = field && run.rules.typeOf(field);
    if (field === undefined || fieldType === undefined || fieldType.kind === 'refused') {
      const removed = field?.remark === undefined ? undefined : {message: `no longer supported: ${field.remark}`};
      complain(run, below, 'key', removed ?? run.rules.unknownKey(scope, fields, below));
      continue;
    }
    visit(run, value[key], fieldType, below, scope, complete);
    complain(run, below, 'key', run.rules.remark(field, value[key]), 'warning');
  }
  if (complete) reportMissing(run, fields, value, path);
}

function reportMissing(run: Walk, fields: Fields, value: Tree, path: ValuePath): void {
  for (const field of fields.values()) {
    const missing = field.required && (!Object.hasOwn(value, field.name) || value[field.name] === null);
    if (missing && run.rules.typeOf(field).kind !== 'refused') {
      complain(run, path, 'value', {message: `"${field.name}" is missing`});
    }
  }
}

function complain(
  run: Walk,
  path: ValuePath,
  at: Problem['at'],
  complaint: Complaint | undefined,
  severity: Problem['severity'] = 'error',
): void {
  if (complaint !== undefined) run.report({path, at, severity, ...complaint});
}

/** The complaint about a value of the wrong kind: what it is and what it should be. */
export function wanted(value: unknown, kind: string): Complaint {
  if (Array.isArray(value) || isTree(value)) return {message: `${quote(value)} where ${kind} is wanted`};
  return {message: `${quote(value)} is a ${typeof value} where ${kind} is wanted`};
}
