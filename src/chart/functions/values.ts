// SPDX-License-Identifier: Apache-2.0
import {goTypeName, isTrue, type Value} from '../../template/compile/value.js';
import {kindOf} from './cast.js';
import {deepEqual} from './deep.js';
import {any, binary, bool, type FunctionTable, ternary, text, unary, unaryVariadic, variadic} from './parameters.js';

function typeIsLike(wanted: string, value: Value): boolean {
  const name = goTypeName(value);
  return wanted === name || `*${wanted}` === name;
}

/** Choosing between values, and asking what they are. */
export const valueFunctions: FunctionTable = {
  default: unaryVariadic(any, any, (fallback, given) => (isTrue(given[0]) ? given[0] : fallback)),
  empty: unary(any, (value) => !isTrue(value)),
  coalesce: variadic(any, (values) => values.find((value) => isTrue(value)) ?? null),
  all: variadic(any, (values) => values.every((value) => isTrue(value))),
  any: variadic(any, (values) => values.some((value) => isTrue(value))),
  ternary: ternary(any, any, bool, (yes, no, condition) => (condition ? yes : no)),
  typeOf: unary(any, (value) => goTypeName(value)),
  typeIs: binary(text, any, (name, value) => name === goTypeName(value)),
  typeIsLike: binary(text, any, (name, value) => typeIsLike(name, value)),
  kindOf: unary(any, kindOf),
  kindIs: binary(text, any, (kind, value) => kind === kindOf(value)),
  deepEqual: binary(any, any, (a, b) => deepEqual(a, b)),
};
