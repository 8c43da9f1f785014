// SPDX-License-Identifier: Apache-2.0
import {ChartFailure} from '../error.js';
import {withoutNoValue} from '../no-value.js';
import type {Context} from './context.js';
import {dictFunctions} from './dicts.js';
import {helmFunctions, printingFunctions} from './helm.js';
import {lazyFunctions} from './lazy.js';
import {listFunctions} from './lists.js';
import {mathFunctions} from './math.js';
import {any, binary, type FunctionTable, text, unary} from './parameters.js';
import {pathFunctions} from './paths.js';
import {semverFunctions} from './semver.js';
import {encodingFunctions} from './text/encoding.js';
import {letterFunctions} from './text/letters.js';
import {stringFunctions} from './text/strings.js';
import {urlFunctions} from './text/url.js';
import {valueFunctions} from './values.js';

const fixedFunctions: FunctionTable = {
  ...stringFunctions,
  ...letterFunctions,
  ...listFunctions,
  ...dictFunctions,
  ...mathFunctions,
  ...valueFunctions,
  ...encodingFunctions,
  ...pathFunctions,
  ...urlFunctions,
  ...semverFunctions,
  ...helmFunctions,
  include: binary(text, any, (name, dot, call) => call.include(name, dot)),
  tpl: binary(text, any, (template, dot, call) => withoutNoValue(call.tpl(template, dot))),
  fail: unary(text, (message) => {
    throw new ChartFailure(message);
  }),
  required: binary(text, any, (message, value) => {
    if (value === null || value === undefined || value === '') throw new ChartFailure(message);
    return value;
  }),
};

/** Every function that charts can call, besides Go's built-in ones. */
export function chartFunctions(context: Context): FunctionTable {
  return {
    ...fixedFunctions,
    ...lazyFunctions(context),
    ...printingFunctions(context),
    lookup: Object.assign(
      (args: Parameters<FunctionTable[string]>[0]) => {
        const [apiVersion, kind, namespace, name] = args.map(String);
        return context.lookup(apiVersion ?? '', kind ?? '', namespace ?? '', name ?? '');
      },
      {signature: {fixed: ['string', 'string', 'string', 'string']} as const},
    ),
  };
}
