// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {Matcher} from './condition.js';
import {ANY_VALUE, anyText, exactMatch, metadataMatch, prefixMatch, suffixMatch} from './string-match.js';

const JWT_FILTER = 'envoy.filters.http.jwt_authn';
const PAYLOAD = 'payload';

/** Returns the matcher of a claim at a path: its value, or one of its values where it is a list. */
function claimMatch(path: readonly string[], values: readonly string[]): EnvoyMessage {
  const value = anyText(values);
  const either = {or_match: {value_matchers: [{list_match: {one_of: value}}, value]}};
  return {metadata: metadataMatch(JWT_FILTER, [PAYLOAD, ...path], either)};
}

/** Returns the condition on a claim. */
export function claim(path: readonly string[]): Matcher {
  return {all: (values, layer) => (layer === 'http' ? claimMatch(path, values) : undefined)};
}

/** The condition on issuer and subject of a token, `ISSUER/SUBJECT`. */
export const REQUEST_PRINCIPAL: Matcher = {
  all(values, layer) {
    if (layer === 'tcp') return undefined;
    const [first, ...others] = values.map(principalMatch);
    return first && others.length > 0 ? {or_ids: {ids: [first, ...others]}} : first;
  },
};

function principalMatch(value: string): EnvoyMessage {
  const [issuer, subject] = issuerAndSubject(value);
  return {and_ids: {ids: [textClaim('iss', issuer), textClaim('sub', subject)]}};
}

function textClaim(name: string, match: EnvoyMessage): EnvoyMessage {
  return {metadata: metadataMatch(JWT_FILTER, [PAYLOAD, name], {string_match: match})};
}

/** The last slash divides both, as issuers are URLs. */
function issuerAndSubject(value: string): [EnvoyMessage, EnvoyMessage] {
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value === '*') return [ANY_VALUE, ANY_VALUE];
  if (value.startsWith('*')) {
    if (slash < 0) return [ANY_VALUE, suffixMatch(value.slice(1))];
    return [issuer === '*' ? ANY_VALUE : suffixMatch(issuer.slice(1)), exactMatch(subject)];
  }
  if (value.endsWith('*')) {
    if (slash < 0) return [prefixMatch(value.slice(0, -1)), ANY_VALUE];
    return [exactMatch(issuer), subject === '*' ? ANY_VALUE : prefixMatch(subject.slice(0, -1))];
  }
  return [exactMatch(issuer), exactMatch(subject)];
}

/** Returns the path in `[a][b]`; text in other brackets is one name; undefined without brackets. */
export function claimPath(text: string): string[] | undefined {
  if (text === '') return [];
  if (/^(\[[^[\]]*\])+$/.test(text)) return text.slice(1, -1).split('][');
  const name = bracketed(text);
  return name === undefined ? undefined : [name];
}

/** Returns the text in brackets. */
export function bracketed(text: string): string | undefined {
  return text.length > 1 && text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : undefined;
}
