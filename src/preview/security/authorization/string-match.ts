// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';

/** Values of policies as Envoy's matchers: `*` alone is any value, at the start or end it stands for anything. */

/** Returns a regular expression that matches the text alone; escapes what Go's QuoteMeta escapes. */
export function quoted(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

export function regexMatch(regex: string): EnvoyMessage {
  return {safe_regex: {regex}};
}

export function exactMatch(text: string): EnvoyMessage {
  return {exact: text};
}

export function prefixMatch(text: string): EnvoyMessage {
  return {prefix: text};
}

export function suffixMatch(text: string): EnvoyMessage {
  return {suffix: text};
}

/** Any value but none at all. */
export const ANY_VALUE: EnvoyMessage = regexMatch('.+');

/** Returns the matcher of a value; `scheme` stands before everything it matches. */
export function stringMatch(value: string, scheme = ''): EnvoyMessage {
  if (value === '*') return ANY_VALUE;
  if (value.startsWith('*')) {
    const end = value.slice(1);
    return scheme ? regexMatch(`${scheme}.*${quoted(end)}`) : suffixMatch(end);
  }
  return value.endsWith('*') ? prefixMatch(scheme + value.slice(0, -1)) : exactMatch(scheme + value);
}

/** Returns the matcher of a header's value. */
export function headerMatch(name: string, value: string, ignoreCase = false): EnvoyMessage {
  if (value === '*') return {name, present_match: true};
  return {name, string_match: {...stringMatch(value), ...(ignoreCase && {ignore_case: true})}};
}

/** Returns a value matcher that one of several has to match. */
export function anyOf(matchers: readonly EnvoyMessage[]): EnvoyMessage {
  const [only] = matchers;
  return only && matchers.length === 1 ? only : {or_match: {value_matchers: matchers}};
}

/** Returns a value matcher of texts, one of which has to match. */
export function anyText(values: readonly string[]): EnvoyMessage {
  return anyOf(values.map((value) => ({string_match: stringMatch(value)})));
}

/** Returns a matcher of metadata that a filter left at a path. */
export function metadataMatch(filter: string, path: readonly string[], value: EnvoyMessage): EnvoyMessage {
  return {filter, path: path.map((key) => ({key})), value};
}
