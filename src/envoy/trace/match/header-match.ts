// SPDX-License-Identifier: Apache-2.0
import {booleanField, field, integerField, type Message, messageField, textField} from '../../dump/message.js';
import {regexTest, stringMatcher, type TextTest} from './string-match.js';

/** The headers of a request, pseudo-headers such as `:method` among them, by name in lower case. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Values of a header that is there more than once count as one, joined by commas. */
export function headerValue(headers: Headers, name: string): string | undefined {
  return headers.get(name.toLowerCase())?.join(',');
}

/** What stands between a request and a matcher; undefined when it fits. */
export type Mismatch = string | undefined;

const SHORT: Readonly<Record<string, string>> = {
  ':method': 'method',
  ':authority': 'host',
  ':path': 'path',
  ':scheme': 'scheme',
};

/**
 * envoy.config.route.v3.HeaderMatcher (api-v3/config/route/v3/route_components.proto): a missing header fits nothing but
 * `present_match: false`, inverted or not, unless it is to be treated as empty; a matcher that says nothing wants presence.
 */
export function headerMismatch(matcher: Message, headers: Headers): Mismatch {
  const name = textField(matcher, 'name');
  const label = SHORT[name.toLowerCase()] ?? `header ${name}`;
  const found = headerValue(headers, name);
  const invert = booleanField(matcher, 'invert_match');
  const value = found ?? (booleanField(matcher, 'treat_missing_header_as_empty') ? '' : undefined);
  const test = valueTest(matcher);
  if (test === undefined) {
    const wantsPresence = (field(matcher, 'present_match') ?? true) !== invert;
    if ((value !== undefined) === wantsPresence) return undefined;
    return wantsPresence ? `${label} is not sent` : `${label} must not be sent`;
  }
  if (value !== undefined && test.fits(value) !== invert) return undefined;
  const wants = `${invert ? 'not ' : ''}${test.wants}`;
  return `${label} must be ${wants}, ${found === undefined ? 'is not sent' : `is ${JSON.stringify(found)}`}`;
}

/** Undefined where only presence counts. */
function valueTest(matcher: Message): TextTest | undefined {
  const string = messageField(matcher, 'string_match');
  if (string) return stringMatcher(string);
  const regex = messageField(matcher, 'safe_regex_match');
  if (regex) return regexTest(regex);
  const range = messageField(matcher, 'range_match');
  if (range) return rangeTest(range);
  for (const kind of ['exact', 'prefix', 'suffix', 'contains']) {
    const name = `${kind}_match`;
    if (field(matcher, name) !== undefined) return stringMatcher({[kind]: textField(matcher, name)});
  }
  return undefined;
}

/** A whole decimal number from `start` up to but not including `end`. */
function rangeTest(range: Message): TextTest {
  const start = integerField(range, 'start') ?? 0;
  const end = integerField(range, 'end') ?? 0;
  return {
    wants: `a number from ${start} to ${end - 1}`,
    fits: (text) => /^-?\d+$/.test(text) && Number(text) >= start && Number(text) < end,
  };
}

/** envoy.config.route.v3.QueryParameterMatcher: of a parameter that is there more than once the first counts. */
export function queryMismatch(matcher: Message, query: ReadonlyMap<string, string>): Mismatch {
  const name = textField(matcher, 'name');
  const value = query.get(name);
  const string = messageField(matcher, 'string_match');
  const test = string && stringMatcher(string);
  if (!test) {
    const wantsPresence = field(matcher, 'present_match') ?? true;
    if ((value !== undefined) === wantsPresence) return undefined;
    return wantsPresence ? `query ${name} is not sent` : `query ${name} must not be sent`;
  }
  if (value !== undefined && test.fits(value)) return undefined;
  return `query ${name} must be ${test.wants}, ${value === undefined ? 'is not sent' : `is ${JSON.stringify(value)}`}`;
}

/** Envoy takes what follows the question mark apart without decoding it (source/common/http/utility.cc, parseParameters). */
export function queryOf(path: string): Map<string, string> {
  const query = new Map<string, string>();
  const start = path.indexOf('?');
  if (start < 0) return query;
  for (const piece of path.slice(start + 1).split('&')) {
    const equal = piece.indexOf('=');
    const name = equal < 0 ? piece : piece.slice(0, equal);
    if (!query.has(name)) query.set(name, equal < 0 ? '' : piece.slice(equal + 1));
  }
  return query;
}
