// SPDX-License-Identifier: Apache-2.0
import {
  booleanField,
  field,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../../dump/message.js';
import type {Caller} from '../caller.js';
import type {Mismatch} from './header-match.js';
import {stringMatcher, Undecidable} from './string-match.js';

/** Filters that write down what a token says, and how what they write begins. */
const JWT = 'envoy.filters.http.jwt_authn';
const ISTIO_AUTHN = 'istio_authn';

/** Claims that hold several values with blanks between; istiod has Envoy take them apart. */
const LISTED_CLAIMS = ['scope', 'permission'];

/**
 * envoy.type.matcher.v3.MetadataMatcher over what is known of a request's token (api-v3/type/matcher/v3/metadata.proto):
 * what is not there fits nothing but an inverted matcher. Throws {@link Undecidable} for what other filters write.
 */
export function metadataMismatch(matcher: Message, {claims}: Caller): Mismatch {
  const filter = textField(matcher, 'filter');
  const keys = messagesField(matcher, 'path').map((segment) => textField(segment, 'key'));
  const value = valueAt(metadataOf(filter, claims), filter === JWT ? keys.slice(1) : keys);
  const invert = booleanField(matcher, 'invert');
  const wanted = messageField(matcher, 'value') ?? {};
  if (fits(wanted, value) !== invert) return undefined;
  const name = keys.at(-1) ?? filter;
  const has = claims === undefined ? 'no token is sent' : `is ${JSON.stringify(value) ?? 'not there'}`;
  return `${name} of the token must ${invert ? 'not ' : ''}be ${wants(wanted)}, ${has}`;
}

function metadataOf(filter: string, claims: Caller['claims']): unknown {
  if (filter === JWT) return claims && listed(claims);
  if (filter !== ISTIO_AUTHN) throw new Undecidable(`what the filter ${filter} writes down`);
  if (claims === undefined) return {};
  const {iss, sub, aud, azp} = claims;
  return {
    'request.auth.principal': `${String(iss)}/${String(sub)}`,
    'request.auth.audiences': aud,
    'request.auth.presenter': azp,
    'request.auth.claims': Object.fromEntries(
      Object.entries(listed(claims)).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]),
    ),
  };
}

function listed(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims).map(([key, value]) => [
      key,
      LISTED_CLAIMS.includes(key) && typeof value === 'string' ? value.split(' ') : value,
    ]),
  );
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (isMessage(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

/** envoy.type.matcher.v3.ValueMatcher. */
function fits(matcher: Message, value: unknown): boolean {
  const string = messageField(matcher, 'string_match');
  if (string) return typeof value === 'string' && stringMatcher(string).fits(value);
  const list = messageField(matcher, 'list_match');
  const one = list && messageField(list, 'one_of');
  if (one) return Array.isArray(value) && value.some((each) => fits(one, each));
  const any = messageField(matcher, 'or_match');
  if (any) return messagesField(any, 'value_matchers').some((each) => fits(each, value));
  const present = field(matcher, 'present_match');
  if (present !== undefined) return (value !== undefined && value !== null) === present;
  const boolean = field(matcher, 'bool_match');
  if (boolean !== undefined) return value === boolean;
  if (field(matcher, 'null_match') !== undefined) return value === null;
  throw new Undecidable('a matcher for values of another kind');
}

function wants(matcher: Message): string {
  const string = messageField(matcher, 'string_match');
  if (string) return stringMatcher(string).wants;
  const list = messageField(matcher, 'list_match');
  if (list) return `a list with ${wants(messageField(list, 'one_of') ?? {})}`;
  const any = messageField(matcher, 'or_match');
  if (any) return messagesField(any, 'value_matchers').map(wants).join(' or ');
  return field(matcher, 'present_match') === true ? 'there' : 'as the policy says';
}
