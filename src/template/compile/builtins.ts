// SPDX-License-Identifier: Apache-2.0

import {escapeHtml, escapeJs, escapeQuery} from '../lex/escape.js';
import {print, println} from '../print/print.js';
import {printf} from '../print/printf.js';
import {equals, equalsAny, isAtMost, isLess} from './comparison.js';
import {type TemplateFunction, typed} from './function.js';
import {index, lengthOf, slice} from './indexing.js';
import {isTrue, type Signature, type Value} from './value.js';

const one: Signature = {fixed: ['any']};
const two: Signature = {fixed: ['any', 'any']};
const oneOrMore: Signature = {fixed: ['any'], variadic: 'any'};
const zeroOrMore: Signature = {fixed: [], variadic: 'any'};

function single(run: (value: Value) => Value): TemplateFunction {
  return typed(one, ([value]) => run(value));
}

function pair(run: (left: Value, right: Value) => Value): TemplateFunction {
  return typed(two, ([left, right]) => run(left, right));
}

/** The escapers show nil as an action does, not as print does. */
function escaper(escape: (text: string) => string): TemplateFunction {
  return typed(zeroOrMore, (values) => escape(print(values.map((value) => value ?? '<no value>'))));
}

/** `and`, `or` and `call` are not here: their arguments are not evaluated like those of other functions. */
export const builtins: Readonly<Record<string, TemplateFunction>> = {
  eq: typed(oneOrMore, ([first, ...others]) => equalsAny(first, others)),
  ne: pair((left, right) => !equals(left, right)),
  lt: pair(isLess),
  le: pair(isAtMost),
  gt: pair((left, right) => !isAtMost(left, right)),
  ge: pair((left, right) => !isLess(left, right)),
  not: single((value) => !isTrue(value)),
  len: single(lengthOf),
  index: typed(oneOrMore, ([value, ...indices]) => index(value, indices)),
  slice: typed(oneOrMore, ([value, ...indices]) => slice(value, indices)),
  print: typed(zeroOrMore, print),
  println: typed(zeroOrMore, println),
  printf: typed({fixed: ['string'], variadic: 'any'}, ([format, ...values]) =>
    typeof format === 'string' ? printf(format, values) : '',
  ),
  html: escaper(escapeHtml),
  js: escaper(escapeJs),
  urlquery: escaper(escapeQuery),
};
