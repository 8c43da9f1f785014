// SPDX-License-Identifier: Apache-2.0
import {RE2JS} from 're2js';
import {booleanField, FieldError, field, type Message, messageField, textField} from '../../dump/message.js';

/** What a matcher wants of a text. */
export interface TextTest {
  /** For people: `"jason"`, `prefix "/api"`. */
  wants: string;
  fits(text: string): boolean;
}

type Kind = (text: string, wanted: string) => boolean;

const KINDS: readonly [name: string, label: string, fits: Kind][] = [
  ['exact', '', (text, wanted) => text === wanted],
  ['prefix', 'prefix ', (text, wanted) => text.startsWith(wanted)],
  ['suffix', 'suffix ', (text, wanted) => text.endsWith(wanted)],
  ['contains', 'contains ', (text, wanted) => text.includes(wanted)],
];

/**
 * envoy.type.matcher.v3.StringMatcher. `ignore_case` is no matter of regular expressions (api-v3/type/matcher/v3/string.proto).
 * Throws {@link Undecidable} for an extension, whose rules only its proxy knows.
 */
export function stringMatcher(matcher: Message): TextTest {
  const ignoreCase = booleanField(matcher, 'ignore_case');
  for (const [name, label, fits] of KINDS) {
    if (field(matcher, name) !== undefined) return textTest(label, textField(matcher, name), fits, ignoreCase);
  }
  const regex = messageField(matcher, 'safe_regex');
  if (regex) return regexTest(regex);
  throw new Undecidable(`a matcher for text of another kind (${Object.keys(matcher).join(', ') || 'empty'})`);
}

/** Whether something matches depends on what a dump does not tell; the message says on what. */
export class Undecidable extends Error {
  override readonly name = 'Undecidable';
}

/** A test for one kind of comparison. */
export function textTest(label: string, wanted: string, fits: Kind, ignoreCase: boolean): TextTest {
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  return {
    wants: `${label}${JSON.stringify(wanted)}${ignoreCase ? ' in any case' : ''}`,
    fits: (text) => fits(folded(text), folded(wanted)),
  };
}

/** envoy.type.matcher.v3.RegexMatcher: RE2, and the whole text has to match (api-v3/type/matcher/v3/regex.proto). */
export function regexTest(matcher: Message): TextTest {
  const regex = textField(matcher, 'regex');
  const compiled = compile(regex);
  return {wants: `regex ${regex}`, fits: (text) => compiled.matches(text)};
}

function compile(regex: string) {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    throw new FieldError(`invalid regular expression ${JSON.stringify(regex).slice(0, 60)}`, {cause: error});
  }
}
