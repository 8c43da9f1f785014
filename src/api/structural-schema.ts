// SPDX-License-Identifier: Apache-2.0

import {type FieldError, fieldError, fieldErrorText, type Path, pathText} from './structural/field-error.js';
import {formats, isWhole, numberErrors, type PatternMatcher, textErrors} from './structural/scalars.js';
import {entrySchema, isObject, type JsonObject, type StructuralSchema} from './structural/schema.js';

/**
 * What a Kubernetes API server would find wrong with the shape of a value, in its words: types, enums, patterns,
 * bounds, required fields, `oneOf` and the like. Unknown fields, defaults, keys of lists and rules are looked at
 * elsewhere (prepare.ts, list-keys.ts, cel.ts). The wording is that of Kubernetes 1.36, and checked against it; the
 * order is that of the value.
 */
export function structuralErrors(
  value: unknown,
  schema: StructuralSchema,
  matches: PatternMatcher,
  path: Path = [],
): FieldError[] {
  const errors = [
    ...typeErrors(value, schema, path),
    ...(value === null ? [] : combinedErrors(value, schema, path, matches)),
    ...(typeof value === 'string' ? textErrors(value, schema, path, matches) : []),
    ...(typeof value === 'number' || typeof value === 'bigint' ? numberErrors(value, schema, path) : []),
    ...(Array.isArray(value) ? listErrors(value, schema, path, matches) : []),
    ...enumErrors(value, schema, path),
    ...(isObject(value) ? objectErrors(value, schema, path, matches) : []),
  ];
  return distinct(errors);
}

/** The same mistake can be found twice, by the schema and by one inside `anyOf`. */
function distinct(errors: FieldError[]): FieldError[] {
  if (errors.length < 2) return errors;
  return [...new Map(errors.map((error) => [fieldErrorText(error), error])).values()];
}

/** The JSON type of a value, as messages call it. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' || typeof value === 'bigint') return isWhole(value) ? 'integer' : 'number';
  return typeof value;
}

function* typeErrors(value: unknown, schema: StructuralSchema, path: Path): Generator<FieldError> {
  const wanted = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  const found = typeOf(value);
  if (wanted.length === 0 || wanted.includes(found)) return;
  if (found === 'null' && schema.nullable) return;
  if (found === 'integer' && wanted.includes('number')) return;
  // So the server does it: lists pass for texts with a format.
  if (found === 'array' && schema.type === 'string' && hasKnownFormat(schema)) return;
  const mismatch = (type: string, actual: string) =>
    fieldError('type', path, `${pathText(path)} in body must be of type ${type}: "${actual}"`, actual);
  const byFormat = hasKnownFormat(schema) && !['null', 'string', 'array'].includes(found);
  if (byFormat) yield mismatch(schema.format ?? '', numberFormats[found] ?? '');
  else yield mismatch(wanted.join(','), found);
}

/** What the server calls the format of a number; other values have none. */
const numberFormats: Readonly<Record<string, string>> = {integer: 'int64', number: 'float64'};

/** A value that is neither text nor list is held against the format first. */
function hasKnownFormat({type, format = ''}: StructuralSchema): boolean {
  if (type === 'integer') return format === 'int32' || format === 'int64';
  if (type === 'number') return format === 'float' || format === 'double';
  return Object.hasOwn(formats, format);
}

function* combinedErrors(
  value: unknown,
  {anyOf, oneOf, allOf, not}: StructuralSchema,
  path: Path,
  matches: PatternMatcher,
): Generator<FieldError> {
  const results = (schemas: readonly StructuralSchema[] = []) =>
    schemas.map((schema) => structuralErrors(value, schema, matches, path));
  const must = (detail: string) => fieldError('invalid', path, `"${pathText(path)}" must ${detail}`, '');

  const any = results(anyOf);
  if (any.length > 0 && !any.some(isEmpty)) {
    yield must('validate at least one schema (anyOf)');
    yield* any[0] ?? [];
  }
  const one = results(oneOf);
  const valid = one.filter(isEmpty).length;
  if (one.length > 0 && valid === 0) {
    yield must('validate one and only one schema (oneOf). Found none valid');
    yield* one[0] ?? [];
  } else if (valid > 1) {
    yield must(`validate one and only one schema (oneOf). Found ${valid} valid alternatives`);
  }
  const all = results(allOf);
  yield* all.flat();
  if (!all.every(isEmpty)) {
    yield must(`validate all the schemas (allOf)${all.some(isEmpty) ? '' : '. None validated'}`);
  }
  if (not && isEmpty(structuralErrors(value, not, matches, path))) yield must('not validate the schema (not)');
}

function isEmpty(errors: readonly FieldError[]): boolean {
  return errors.length === 0;
}

function* listErrors(
  value: readonly unknown[],
  {items, minItems = 0, maxItems = Number.POSITIVE_INFINITY}: StructuralSchema,
  path: Path,
  matches: PatternMatcher,
): Generator<FieldError> {
  if (items) for (const [i, item] of value.entries()) yield* structuralErrors(item, items, matches, [...path, i]);
  if (value.length < minItems) {
    yield fieldError('invalid', path, `${pathText(path)} in body should have at least ${minItems} items`, value.length);
  }
  if (value.length > maxItems) yield tooMany(path, value.length, maxItems);
}

function tooMany(path: Path, size: number, limit: number): FieldError {
  return fieldError('tooMany', path, `must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`, size);
}

function* enumErrors(value: unknown, schema: StructuralSchema, path: Path): Generator<FieldError> {
  if (schema.enum === undefined || schema.enum.includes(value)) return;
  const allowed = schema.enum.map((word) => JSON.stringify(typeof word === 'string' ? word : JSON.stringify(word)));
  yield fieldError('unsupported', path, `supported values: ${allowed.join(', ')}`, value);
}

function* objectErrors(
  value: JsonObject,
  schema: StructuralSchema,
  path: Path,
  matches: PatternMatcher,
): Generator<FieldError> {
  const {minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, required = []} = schema;
  const size = Object.keys(value).length;
  if (size < minProperties) {
    const detail = `${pathText(path)} in body should have at least ${minProperties} properties`;
    yield fieldError('invalid', path, detail, size);
  }
  if (size > maxProperties) yield tooMany(path, size, maxProperties);
  for (const [key, entry] of Object.entries(value)) {
    const entryRules = entrySchema(schema, key);
    if (entryRules) yield* structuralErrors(entry, entryRules, matches, [...path, key]);
  }
  for (const name of required) if (!Object.hasOwn(value, name)) yield fieldError('required', [...path, name]);
}
