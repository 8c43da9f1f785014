// SPDX-License-Identifier: Apache-2.0
import {
  enumField,
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../../dump/message.js';
import {type Truth, truthOf} from '../truth.js';
import {type Headers, headerMismatch, headerValue, queryMismatch, queryOf} from './header-match.js';
import {splitQuery} from './path.js';
import {regexTest, Undecidable} from './string-match.js';

/** A request as routes see it, after the connection manager has normalized it. */
export interface RoutedRequest {
  path: string;
  /** With the pseudo-headers. */
  headers: Headers;
  /** What the client showed in its TLS handshake; undefined without TLS. */
  tls: {presented: boolean; validated: boolean} | undefined;
}

export interface Judgement {
  fits: 'yes' | 'no' | 'perhaps';
  /** Why not, or what it depends on. */
  why: string;
  /** The part of requests that fit, between 0 and 1, where chance decides. */
  share?: number;
}

/**
 * Whether a route takes a request: envoy.config.route.v3.RouteMatch, all of whose conditions have to hold
 * (api-v3/config/route/v3/route_components.proto).
 */
export function judgeRoute(route: Message, request: RoutedRequest): Judgement {
  const match = messageField(route, 'match') ?? {};
  const path = truthOf(() => pathMismatch(match, request));
  if (path.is === 'no') return {fits: 'no', why: path.why};
  const results = [path, ...conditions(match, request)];
  const failed = reasons(results, 'no');
  if (failed.length > 0) return {fits: 'no', why: failed.join('; ')};
  const share = runtimeShare(match);
  if (share === 0) return {fits: 'no', why: 'the runtime fraction is 0 %'};
  const open = reasons(results, 'perhaps');
  if (open.length > 0) return {fits: 'perhaps', why: open.join('; ')};
  if (share < 1) return {fits: 'perhaps', why: `${percent(share)} of requests, by chance`, share};
  return {fits: 'yes', why: ''};
}

function reasons(truths: readonly Truth[], is: 'no' | 'perhaps'): string[] {
  return truths.flatMap((truth) => (truth.is === is ? truth.why : []));
}

function conditions(match: Message, {headers, path, tls}: RoutedRequest): Truth[] {
  const query = queryOf(path);
  return [
    truthOf(() => (messageField(match, 'grpc') && !isGrpc(headers) ? 'it takes only gRPC' : undefined)),
    ...messagesField(match, 'headers').map((matcher) => truthOf(() => headerMismatch(matcher, headers))),
    ...messagesField(match, 'query_parameters').map((matcher) => truthOf(() => queryMismatch(matcher, query))),
    truthOf(() => tlsMismatch(match, tls)),
    ...['dynamic_metadata', 'filter_state', 'cookies'].map((name) =>
      truthOf(() => {
        if (messagesField(match, name).length > 0) throw new Undecidable(name.replaceAll('_', ' '));
        return undefined;
      }),
    ),
  ];
}

function isGrpc(headers: Headers): boolean {
  return /^application\/grpc(\+|$)/.test(headerValue(headers, 'content-type') ?? '');
}

function tlsMismatch(match: Message, tls: RoutedRequest['tls']): string | undefined {
  const wanted = messageField(match, 'tls_context');
  if (!wanted) return undefined;
  for (const name of ['presented', 'validated'] as const) {
    const value = field(wanted, name);
    if (value !== undefined && value !== (tls?.[name] ?? false)) {
      return `the client certificate must ${value === true ? '' : 'not '}be ${name}`;
    }
  }
  return undefined;
}

/**
 * The path without its query against the one kind of test that a match has. `case_sensitive` is no matter of regular
 * expressions; `path_separated_prefix` wants the prefix to end where the path does or at a slash.
 */
function pathMismatch(match: Message, {path, headers}: RoutedRequest): string | undefined {
  const [bare] = splitQuery(path);
  const ignoreCase = field(match, 'case_sensitive') === false;
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const has = folded(bare);
  const test = (name: string, fits: (wanted: string) => boolean, says: string) => {
    const wanted = textField(match, name);
    return fits(folded(wanted)) ? undefined : `path ${bare} ${says} ${wanted}`;
  };
  if (field(match, 'prefix') !== undefined)
    return test('prefix', (wanted) => has.startsWith(wanted), 'does not start with');
  if (field(match, 'path') !== undefined) return test('path', (wanted) => has === wanted, 'is not');
  if (field(match, 'path_separated_prefix') !== undefined) {
    return test('path_separated_prefix', (wanted) => has === wanted || has.startsWith(`${wanted}/`), 'is not below');
  }
  const regex = messageField(match, 'safe_regex');
  if (regex)
    return regexTest(regex).fits(bare) ? undefined : `path ${bare} does not match ${textField(regex, 'regex')}`;
  if (messageField(match, 'connect_matcher')) {
    return headerValue(headers, ':method') === 'CONNECT' ? undefined : 'it takes only CONNECT';
  }
  const policy = messageField(match, 'path_match_policy');
  if (policy) throw new Undecidable(`the path matcher ${textField(policy, 'name')}`);
  return undefined;
}

const DENOMINATORS: Readonly<Record<string, number>> = {HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000};

/** envoy.type.v3.FractionalPercent as a number from 0 to 1. */
export function fractionOf(percentage: Message): number {
  const denominator = enumField(percentage, 'denominator', Object.keys(DENOMINATORS)) ?? 'HUNDRED';
  return Math.min(1, (integerField(percentage, 'numerator') ?? 0) / (DENOMINATORS[denominator] ?? 100));
}

/** The part of requests that `runtime_fraction` lets through while nobody sets its runtime key. */
function runtimeShare(holder: Message): number {
  const fraction = messageField(holder, 'runtime_fraction');
  const value = fraction && messageField(fraction, 'default_value');
  return value ? fractionOf(value) : 1;
}

/** `12.5 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
