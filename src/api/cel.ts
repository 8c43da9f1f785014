// SPDX-License-Identifier: Apache-2.0

import {type FieldError, fieldError, type Path} from './structural/field-error.js';
import {entrySchema, isObject, type StructuralSchema, type ValidationRule} from './structural/schema.js';

/** A rule and the value it is to hold for. */
interface Claim {
  rule: ValidationRule;
  value: unknown;
  schema: StructuralSchema;
  path: Path;
}

/** Errors that leave a value in a shape for which rules were not written. */
const BLOCKING: ReadonlySet<FieldError['kind']> = new Set(['required', 'type', 'unsupported', 'tooLong', 'tooMany']);

/**
 * Which `x-kubernetes-validations` of a schema a value breaks. The value must be prepared (prepare.ts): rules lean on
 * defaults. Rules over a part in which `found` has an error of shape are not run; the API server runs none at all then,
 * so what is told here is never less. CEL is loaded when there is the first rule to run.
 */
export async function ruleErrors(
  value: unknown,
  schema: StructuralSchema,
  found: readonly FieldError[] = [],
): Promise<FieldError[]> {
  const blocked = new Set(found.filter((error) => BLOCKING.has(error.kind)).flatMap(({path}) => partsAbove(path)));
  const claims = [...claimsOf(value, schema, [])].filter(({path}) => !blocked.has(partName(path)));
  if (claims.length === 0) return [];
  const {evaluate} = await import('./cel/evaluator.js');
  return claims.flatMap((claim) => brokenClaim(claim, evaluate(claim.rule.rule, claim.value, claim.schema)));
}

/** The error for what became of a rule: false, or the text of why it could not be evaluated. */
function brokenClaim({rule, value, schema, path}: Claim, outcome: boolean | string): FieldError[] {
  if (outcome === true) return [];
  const text = rule.message ?? rule.rule.trim();
  if (typeof outcome === 'string') {
    return [fieldError('invalid', path, `${outcome} evaluating rule: ${text}`, schema.type)];
  }
  const isCompound = schema.type === 'object' || schema.type === 'array';
  const detail = rule.message ?? `failed rule: ${text}`;
  return [fieldError('invalid', path, detail, isCompound ? undefined : value)];
}

function* claimsOf(value: unknown, schema: StructuralSchema, path: Path): Generator<Claim> {
  if (value === null) return;
  for (const rule of schema['x-kubernetes-validations'] ?? []) yield {rule, value, schema, path};
  for (const part of schema.allOf ?? []) yield* claimsOf(value, part, path);
  if (Array.isArray(value)) {
    if (schema.items) for (const [i, item] of value.entries()) yield* claimsOf(item, schema.items, [...path, i]);
  } else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      const rules = entrySchema(schema, key);
      const isProperty = schema.properties && Object.hasOwn(schema.properties, key);
      if (rules) yield* claimsOf(entry, rules, [...path, isProperty ? key : {key}]);
    }
  }
}

/** The part itself and all that hold it. */
function partsAbove(path: Path): string[] {
  return Array.from({length: path.length + 1}, (_, length) => partName(path.slice(0, length)));
}

/** Paths that differ only in how a key is printed name the same part. */
function partName(path: Path): string {
  return JSON.stringify(path.map((step) => (typeof step === 'object' ? step.key : step)));
}
