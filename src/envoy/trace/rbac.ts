// SPDX-License-Identifier: Apache-2.0
import {
  booleanField,
  enumField,
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../dump/message.js';
import type {Caller} from './caller.js';
import {type Headers, headerMismatch, type Mismatch} from './match/header-match.js';
import {inRange} from './match/ip.js';
import {metadataMismatch} from './match/metadata-match.js';
import {splitQuery} from './match/path.js';
import {stringMatcher, Undecidable} from './match/string-match.js';
import {allOf, anyOf, notOf, type Truth, truthOf, YES} from './truth.js';

/** What an RBAC filter sees: of a connection that is not taken for HTTP there is neither path nor header. */
export interface RbacInput {
  caller: Caller;
  /** Where the connection was meant to go. */
  address: string | undefined;
  port: number;
  sni: string | undefined;
  http: {path: string; headers: Headers} | undefined;
}

/**
 * Whether a policy takes a request: one of its permissions and one of its principals have to fit
 * (api-v3/config/rbac/v3/rbac.proto, Policy).
 */
export function policyTruth(policy: Message, input: RbacInput): Truth {
  const condition =
    field(policy, 'condition') || field(policy, 'checked_condition')
      ? truthOf(() => undecided('a condition in CEL'))
      : YES;
  return allOf([
    anyOf(messagesField(policy, 'permissions').map((each) => ruleTruth(each, PERMISSION, input))),
    anyOf(messagesField(policy, 'principals').map((each) => ruleTruth(each, PRINCIPAL, input))),
    condition,
  ]);
}

function undecided(what: string): never {
  throw new Undecidable(what);
}

/** How one sort of rules is joined, and what stands between a request and a rule that is not joined. */
interface RuleSort {
  and: string;
  or: string;
  not: string;
  /** The list in those that join. */
  list: string;
  mismatch(rule: Message, input: RbacInput): Mismatch;
}

const PERMISSION: RuleSort = {
  and: 'and_rules',
  or: 'or_rules',
  not: 'not_rule',
  list: 'rules',
  mismatch: permissionMismatch,
};
const PRINCIPAL: RuleSort = {and: 'and_ids', or: 'or_ids', not: 'not_id', list: 'ids', mismatch: principalMismatch};

function ruleTruth(rule: Message, sort: RuleSort, input: RbacInput): Truth {
  const each = (joined: Message) => messagesField(joined, sort.list).map((one) => ruleTruth(one, sort, input));
  const all = messageField(rule, sort.and);
  if (all) return allOf(each(all));
  const any = messageField(rule, sort.or);
  if (any) return anyOf(each(any));
  const not = messageField(rule, sort.not);
  if (not) return notOf(ruleTruth(not, sort, input), () => `it is for all but ${described(not)}`);
  return truthOf(() => sort.mismatch(rule, input) ?? sharedMismatch(rule, input));
}

function permissionMismatch(permission: Message, {address, port, sni, http}: RbacInput): Mismatch {
  const wanted = integerField(permission, 'destination_port');
  if (wanted !== undefined) return wanted === port ? undefined : `port must be ${wanted}, is ${port}`;
  const ports = messageField(permission, 'destination_port_range');
  if (ports) {
    const [start = 0, end = 0] = [integerField(ports, 'start'), integerField(ports, 'end')];
    return port >= start && port < end ? undefined : `port must be from ${start} to ${end - 1}, is ${port}`;
  }
  const range = messageField(permission, 'destination_ip');
  if (range) return rangeMismatch('address', range, address);
  const name = messageField(permission, 'requested_server_name');
  if (name) {
    const test = stringMatcher(name);
    return test.fits(sni ?? '') ? undefined : `SNI must be ${test.wants}, is ${JSON.stringify(sni ?? '')}`;
  }
  if (field(permission, 'uri_template') && http) throw new Undecidable('a template for paths');
  return undefined;
}

/** What istiod calls the name of a peer where connections are tunnelled. */
const PEER = 'io.istio.peer_principal';

function principalMismatch(principal: Message, {caller}: RbacInput): Mismatch {
  const authenticated = messageField(principal, 'authenticated');
  if (authenticated) return peerMismatch(messageField(authenticated, 'principal_name'), caller);
  const state = messageField(principal, 'filter_state');
  if (state) {
    const key = textField(state, 'key');
    if (key !== PEER) throw new Undecidable(`the filter state ${key}`);
    return peerMismatch(messageField(state, 'string_match'), caller);
  }
  for (const [name, label] of ADDRESSES) {
    const range = messageField(principal, name);
    if (range) return rangeMismatch(label, range, caller.ip ?? undecided('the address of the client'));
  }
  return undefined;
}

const ADDRESSES = [
  ['source_ip', 'source address'],
  ['direct_remote_ip', 'source address'],
  ['remote_ip', 'client address'],
] as const;

function peerMismatch(matcher: Message | undefined, {principal}: Caller): Mismatch {
  if (principal === undefined) throw new Undecidable('who the client is');
  if (principal === '') return 'the client shows no certificate';
  if (!matcher) return undefined;
  const test = stringMatcher(matcher);
  return test.fits(principal) ? undefined : `principal must be ${test.wants}, is ${JSON.stringify(principal)}`;
}

function rangeMismatch(label: string, range: Message, address: string | undefined): Mismatch {
  const [prefix, length] = [textField(range, 'address_prefix'), integerField(range, 'prefix_len') ?? 0];
  if (address === undefined) throw new Undecidable(`the ${label}`);
  return inRange(address, prefix, length) ? undefined : `${label} must be in ${prefix}/${length}, is ${address}`;
}

const KNOWN = ['any', 'header', 'url_path', 'urlPath'];

/** What permissions and principals both can ask for. */
function sharedMismatch(rule: Message, {http, caller}: RbacInput): Mismatch {
  if (booleanField(rule, 'any')) return undefined;
  const header = messageField(rule, 'header');
  if (header) return http ? headerMismatch(header, http.headers) : 'the connection is not taken for HTTP';
  const path = messageField(rule, 'url_path');
  if (path) return http ? pathMismatch(path, http.path) : 'the connection is not taken for HTTP';
  const sourced = messageField(rule, 'sourced_metadata');
  if (sourced && enumField(sourced, 'metadata_source', ['DYNAMIC', 'ROUTE']) === 'ROUTE') {
    throw new Undecidable('what routes say in their metadata');
  }
  const metadata = messageField(rule, 'metadata') ?? (sourced && messageField(sourced, 'metadata_matcher'));
  if (metadata) return metadataMismatch(metadata, caller);
  const [unknown] = Object.keys(rule).filter((key) => !DECIDED.has(key) && !KNOWN.includes(key));
  if (unknown !== undefined) throw new Undecidable(`a rule of another kind (${unknown})`);
  return undefined;
}

/** Rules that {@link permissionMismatch} and {@link principalMismatch} decide, under both names. */
const DECIDED = new Set(
  [
    ...['destination_port', 'destination_port_range', 'destination_ip', 'requested_server_name'],
    ...['authenticated', 'filter_state', ...ADDRESSES.map(([name]) => name)],
  ].flatMap((name) => [name, name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]),
);

function pathMismatch(matcher: Message, path: string): Mismatch {
  const [bare] = splitQuery(path);
  const test = stringMatcher(messageField(matcher, 'path') ?? {});
  return test.fits(bare) ? undefined : `path must be ${test.wants}, is ${JSON.stringify(bare)}`;
}

/** What a rule that fits is about, in few words. */
function described(rule: Message): string {
  const path = messageField(messageField(rule, 'url_path') ?? {}, 'path');
  if (path) return `the path ${stringMatcher(path).wants}`;
  const header = messageField(rule, 'header');
  const text = header && messageField(header, 'string_match');
  if (header) return `${textField(header, 'name')}${text ? ` ${stringMatcher(text).wants}` : ''}`;
  const name = messageField(messageField(rule, 'authenticated') ?? {}, 'principal_name');
  if (name) return `the principal ${stringMatcher(name).wants}`;
  return Object.keys(rule).join(', ').replaceAll('_', ' ');
}
