// SPDX-License-Identifier: Apache-2.0

import {z} from 'zod';

/**
 * The words in which Istio's kinds are written down: zod where zod can say it, `.meta()` for what only Kubernetes
 * knows. Whatever is built here becomes an OpenAPI schema (scripts/crd/openapi.ts) and a TypeScript type (`z.input`).
 */

/** A rule in CEL over the value it hangs on (`self`), and what to tell the user when it is broken. */
export interface Rule {
  rule: string;
  message: string;
}

export type Fields = Readonly<Record<string, z.ZodType>>;

/** Every field may be left out, but for those named in R. */
export type Message<F extends Fields, R extends keyof F = never> = z.ZodObject<{
  [K in keyof F]: K extends R ? F[K] : z.ZodOptional<F[K]>;
}>;

export interface MessageOptions<R extends string> {
  required?: readonly R[];
  rules?: readonly Rule[];
  /** Groups of fields of which at most one may be set: the `oneof`s of the protobuf message. */
  oneOf?: readonly (readonly string[])[];
}

/** An object with known fields; unknown ones are pruned (and refused by strict clients). */
export function message<F extends Fields, const R extends string & keyof F = never>(
  description: string,
  fields: F,
  options?: MessageOptions<R>,
): Message<F, R>;
export function message(description: string, fields: Fields, options: MessageOptions<string> = {}): z.ZodObject {
  const {required = [], rules = [], oneOf = []} = options;
  const optional = Object.keys(fields).filter((name) => !required.includes(name));
  const object = optional.length === 0 ? z.object(fields) : z.object(fields).partial(mask(optional));
  return object.meta({description, required, ...celRules(rules), ...exclusive(oneOf)});
}

function mask(names: readonly string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** "None of them, or exactly one": how OpenAPI says a protobuf oneof. Several groups hold at the same time. */
function exclusive(groups: readonly (readonly string[])[]): object {
  const shapes = groups.map((names) => {
    const each = names.map((name) => ({required: [name]}));
    return {oneOf: [{not: {anyOf: each}}, ...each]};
  });
  return shapes.length > 1 ? {allOf: shapes} : (shapes[0] ?? {});
}

function celRules(rules: readonly Rule[]): object {
  return rules.length === 0 ? {} : {'x-kubernetes-validations': rules};
}

interface TextOptions {
  min?: number;
  max?: number;
  pattern?: string;
  format?: 'date-time' | 'byte';
  rules?: readonly Rule[];
}

export function text(description = '', options: TextOptions = {}): z.ZodString {
  const {min, max, pattern, format, rules = []} = options;
  return z.string().meta({
    ...(description && {description}),
    ...(min !== undefined && {minLength: min}),
    ...(max !== undefined && {maxLength: max}),
    ...(pattern !== undefined && {pattern}),
    ...(format && {format}),
    ...celRules(rules),
  });
}

export function flag(description: string): z.ZodBoolean {
  return z.boolean().meta({description});
}

/** One of a closed set of words. */
export function choice<const T extends readonly [string, ...string[]]>(description: string, words: T) {
  return z.enum(words).meta({description});
}

interface NumberOptions {
  min?: number;
  max?: number;
  rules?: readonly Rule[];
}

function bounds({min, max, rules = []}: NumberOptions): object {
  return {...(min !== undefined && {minimum: min}), ...(max !== undefined && {maximum: max}), ...celRules(rules)};
}

export function int32(description: string, options: NumberOptions = {}): z.ZodInt {
  return z.int().meta({description, format: 'int32', ...bounds(options)});
}

export function uint32(description = '', rules: readonly Rule[] = []): z.ZodInt {
  return integer(description, {min: 0, max: 4_294_967_295, rules});
}

export function integer(description: string, options: NumberOptions = {}): z.ZodInt {
  return z.int().meta({...(description && {description}), ...bounds(options)});
}

export function double(description: string, options: NumberOptions = {}): z.ZodNumber {
  return z.number().meta({description, format: 'double', ...bounds(options)});
}

/** A percentage that can tell "not set" from zero. */
export function percent(description: string) {
  return z.nullable(double(description, {min: 0, max: 100}));
}

const VALID_PORT: Rule = {rule: '0 < self && self <= 65535', message: 'port must be between 1-65535'};

/** A port number whose range the API server checks. Older fields are plain {@link uint32}: there istiod checks. */
export function port(description = ''): z.ZodInt {
  return uint32(description, [VALID_PORT]);
}

const VALID_DURATION: Rule = {
  rule: "duration(self) >= duration('1ms')",
  message: 'must be a valid duration greater than 1ms',
};

/** A Go duration such as `1h30m` or `250ms`, checked by the API server. */
export function duration(description: string): z.ZodString {
  return text(description, {rules: [VALID_DURATION]});
}

interface ListOptions {
  min?: number;
  max?: number;
  /** The fields that tell one element from another; two elements with the same keys are refused. */
  keys?: readonly string[];
  rules?: readonly Rule[];
}

export function list<T extends z.ZodType>(description: string, item: T, options: ListOptions = {}): z.ZodArray<T> {
  const {min, max, keys, rules = []} = options;
  return z.array(item).meta({
    description,
    ...(min !== undefined && {minItems: min}),
    ...(max !== undefined && {maxItems: max}),
    ...(keys && {'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys}),
    ...celRules(rules),
  });
}

export function texts(description: string, options: ListOptions & {item?: TextOptions} = {}): z.ZodArray<z.ZodString> {
  return list(description, text('', options.item), options);
}

interface MapOptions {
  min?: number;
  max?: number;
  rules?: readonly Rule[];
}

export function map<T extends z.ZodType>(description: string, value: T, options: MapOptions = {}) {
  const {min, max, rules = []} = options;
  return z.record(z.string(), value).meta({
    description,
    ...(min !== undefined && {minProperties: min}),
    ...(max !== undefined && {maxProperties: max}),
    ...celRules(rules),
  });
}

/** Any object at all: what a plugin or Envoy understands, and the API server does not look into. */
export function struct(description: string) {
  return z.record(z.string(), z.unknown()).meta({description});
}

/** A number that JSON writers of 64-bit integers may spell as a string. */
export function intOrString(description: string) {
  return z
    .union([z.int(), z.string()])
    .meta({description, anyOf: [{type: 'integer'}, {type: 'string'}], 'x-kubernetes-int-or-string': true});
}
