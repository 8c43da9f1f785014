// SPDX-License-Identifier: Apache-2.0
import type {Call, TemplateFunction} from '../../template/compile/function.js';
import {
  goTypeName,
  isMap,
  type ParameterType,
  type Signature,
  type Value,
  type ValueMap,
} from '../../template/compile/value.js';
import {ArgumentError} from '../../template/template-error.js';

/** A parameter of a template function: its Go type, for the check before the call, and how a value is read as it. */
export interface Parameter<T> {
  readonly type: ParameterType;
  read(value: Value): T;
}

function parameter<T>(type: ParameterType, accept: (value: Value) => T | undefined): Parameter<T> {
  return {
    type,
    read(value) {
      const accepted = accept(value);
      if (accepted === undefined) {
        throw new ArgumentError(`wrong type for value; expected ${type}; got ${goTypeName(value)}`);
      }
      return accepted;
    },
  };
}

export const any: Parameter<Value> = {type: 'any', read: (value) => value};
export const text = parameter('string', (value) => (typeof value === 'string' ? value : undefined));
export const bool = parameter('bool', (value) => (typeof value === 'boolean' ? value : undefined));
/** An `int` as a JavaScript number: sizes and counts, where more than 2^53 makes no sense anyway. */
export const int = parameter('int', (value) => (typeof value === 'bigint' ? Number(value) : numberOf(value)));
/** A map; Go takes nil for an empty one, which cannot be written to. */
export const map = parameter<ValueMap | null>('map[string]interface {}', (value) =>
  value === null || value === undefined ? null : isMap(value) ? value : undefined,
);

function numberOf(value: Value): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

type Body<A extends unknown[]> = (...args: [...A, Call]) => Value;

function withSignature(fn: TemplateFunction, fixed: readonly Parameter<unknown>[], rest?: Parameter<unknown>) {
  const signature: Signature = {
    fixed: fixed.map(({type}) => type),
    ...(rest === undefined ? {} : {variadic: rest.type}),
  };
  return Object.assign(fn, {signature});
}

/** A function without parameters. */
export function nullary(body: Body<[]>): TemplateFunction {
  return withSignature((_, call) => body(call), []);
}

export function unary<A>(a: Parameter<A>, body: Body<[A]>): TemplateFunction {
  return withSignature((args, call) => body(a.read(args[0]), call), [a]);
}

export function binary<A, B>(a: Parameter<A>, b: Parameter<B>, body: Body<[A, B]>): TemplateFunction {
  return withSignature((args, call) => body(a.read(args[0]), b.read(args[1]), call), [a, b]);
}

export function ternary<A, B, C>(
  a: Parameter<A>,
  b: Parameter<B>,
  c: Parameter<C>,
  body: Body<[A, B, C]>,
): TemplateFunction {
  return withSignature((args, call) => body(a.read(args[0]), b.read(args[1]), c.read(args[2]), call), [a, b, c]);
}

/** Any number of arguments of one type. */
export function variadic<R>(rest: Parameter<R>, body: Body<[R[]]>): TemplateFunction {
  return withSignature((args, call) => body(args.map(rest.read), call), [], rest);
}

/** One argument, then any number of another type. */
export function unaryVariadic<A, R>(a: Parameter<A>, rest: Parameter<R>, body: Body<[A, R[]]>): TemplateFunction {
  return withSignature((args, call) => body(a.read(args[0]), args.slice(1).map(rest.read), call), [a], rest);
}

/** Two arguments, then any number of another type. */
export function binaryVariadic<A, B, R>(
  a: Parameter<A>,
  b: Parameter<B>,
  rest: Parameter<R>,
  body: Body<[A, B, R[]]>,
): TemplateFunction {
  return withSignature(
    (args, call) => body(a.read(args[0]), b.read(args[1]), args.slice(2).map(rest.read), call),
    [a, b],
    rest,
  );
}

/** Functions by the name that templates use. */
export type FunctionTable = Readonly<Record<string, TemplateFunction>>;
