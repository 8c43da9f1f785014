// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {StringMatch} from './spec.js';

/** Returns Envoy's StringMatcher; undefined where the test is empty. */
export function stringMatcher(test: StringMatch): EnvoyMessage | undefined {
  if (test.exact !== undefined) return {exact: test.exact};
  if (test.prefix !== undefined) return {prefix: test.prefix};
  if (test.regex !== undefined) return {safe_regex: regex(test.regex)};
  return undefined;
}

/** Returns Envoy's RegexMatcher. */
export function regex(expression: string): EnvoyMessage {
  return expression === '' ? {} : {regex: expression};
}

/** Says whether the test asks for nothing but presence: an empty test, or the regex `*`, which RE2 would refuse. */
export function asksForPresence(test: StringMatch): boolean {
  if (test.regex !== undefined) return test.regex === '*';
  return test.exact === undefined && test.prefix === undefined;
}
