// SPDX-License-Identifier: Apache-2.0

import type {Field} from '../../api/schema/notation.js';
import type {Fields} from '../../api/schema/tables.js';
import {isTree, type ValuePath} from '../input/tree.js';
import {type Complaint, quote} from './problem.js';
import {strictScalar} from './strict-scalars.js';
import {suggestField, suggestWord} from './suggestion.js';
import {type Rules, type Scope, wanted} from './walk.js';

/** Our own rules: every key known, every value of its type and in its range, nothing written in vain. */
export const strictRules: Rules = {
  typeOf: (field) => field.strict,
  field: (scope, fields, key) => fields.get(key) ?? (scope === 'mesh' ? fields.get(camelCase(key)) : undefined),
  unknownKey: unknownField,
  scalar: (_, type, value) => strictScalar(type, value),
  oneOf,
  remark,
  complete: 'items',
};

/** For objects that must be whole, such as rendered ones. */
export const strictObjectRules: Rules = {...strictRules, complete: 'everywhere'};

/** The JSON name of a protobuf field written as in the proto file, which istiod reads as well. */
export function camelCase(name: string): string {
  return name.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase());
}

function unknownField(_scope: Scope, fields: Fields, path: ValuePath): Complaint {
  const suggestion = suggestField(fields, path);
  return {message: 'unknown field', ...(suggestion !== undefined && {suggestion})};
}

function oneOf(_scope: Scope, words: readonly string[], value: unknown): Complaint | undefined {
  if (value === '' || (typeof value === 'string' && words.includes(value))) return undefined;
  const choice = words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`;
  if (typeof value === 'string') {
    const suggestion = suggestWord(words, value);
    return {message: `${quote(value)} is not ${choice}`, ...(suggestion !== undefined && {suggestion})};
  }
  const readAsBoolean = value === false && words.includes('OFF');
  return {...wanted(value, choice), ...(readAsBoolean && {suggestion: 'YAML reads OFF as false; put it in quotes'})};
}

function remark(field: Field, value: unknown): Complaint | undefined {
  const unset = value === null || value === '' || (isTree(value) && Object.keys(value).length === 0);
  if (unset) return undefined;
  if (field.remark !== undefined) return {message: 'has no effect', suggestion: field.remark};
  if (field.replacement === undefined) return undefined;
  return {message: 'deprecated', suggestion: `use "${field.replacement}"`};
}
