// SPDX-License-Identifier: Apache-2.0
import {
  booleanField,
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
} from './dump/message.js';
import {routeMatchText} from './route-match.js';

/**
 * All that a route matches: its path, then what else has to hold, `/api*; header end-user is not mark; gRPC`. In the
 * order of envoy.config.route.v3.RouteMatch.
 */
export function routeConditionsText(route: Message): string {
  const match = messageField(route, 'match');
  if (!match) return '';
  const folded = field(match, 'case_sensitive') === false ? ['any case'] : [];
  return [pathText(route, match), ...folded, ...conditions(match)].filter((part) => part !== '').join('; ');
}

function pathText(route: Message, match: Message): string {
  if (messageField(match, 'connect_matcher')) return 'CONNECT';
  const policy = messageField(match, 'path_match_policy');
  const template = textField(messageField(policy ?? {}, 'typed_config') ?? {}, 'path_template');
  if (template !== '') return `template ${template}`;
  return policy ? `path by ${textField(policy, 'name')}` : routeMatchText(route);
}

function conditions(match: Message): string[] {
  const runtime = messageField(match, 'runtime_fraction');
  return [
    ...(runtime ? [`${fractionText(messageField(runtime, 'default_value') ?? {})} of requests`] : []),
    ...messagesField(match, 'headers').map((matcher) => matcherText(headerLabel(textField(matcher, 'name')), matcher)),
    ...messagesField(match, 'query_parameters').map((matcher) =>
      matcherText(`query ${textField(matcher, 'name')}`, matcher),
    ),
    ...messagesField(match, 'cookies').map((matcher) => matcherText(`cookie ${textField(matcher, 'name')}`, matcher)),
    ...(messageField(match, 'grpc') ? ['gRPC'] : []),
    ...(messageField(match, 'tls_context') ? ['client certificate'] : []),
    ...['dynamic_metadata', 'filter_state']
      .filter((name) => messagesField(match, name).length > 0)
      .map((name) => name.replace('_', ' ')),
  ];
}

const PSEUDO: Readonly<Record<string, string>> = {
  ':method': 'method',
  ':authority': 'host',
  ':path': 'path',
  ':scheme': 'scheme',
};

function headerLabel(name: string): string {
  return PSEUDO[name] ?? `header ${name}`;
}

/** Matchers of headers, query parameters and cookies say alike what they want. */
function matcherText(label: string, matcher: Message): string {
  const not = booleanField(matcher, 'invert_match');
  const wants = wanted(matcher);
  if (wants === undefined) {
    const present = (field(matcher, 'present_match') ?? true) !== not;
    return `${label} is ${present ? '' : 'not '}sent`;
  }
  const [verb, negated, value] = wants;
  return `${label} ${not ? negated : verb} ${value}`;
}

type Wanted = readonly [verb: string, negated: string, value: string];

const VERBS: Readonly<Record<string, readonly [verb: string, negated: string]>> = {
  exact: ['is', 'is not'],
  prefix: ['starts with', 'does not start with'],
  suffix: ['ends with', 'does not end with'],
  contains: ['contains', 'does not contain'],
  regex: ['matches', 'does not match'],
};

/** Undefined where only presence counts. */
function wanted(matcher: Message): Wanted | undefined {
  const range = messageField(matcher, 'range_match');
  if (range) {
    const last = (integerField(range, 'end') ?? 0) - 1;
    return ['is', 'is not', `${integerField(range, 'start') ?? 0} to ${last}`];
  }
  const string = messageField(matcher, 'string_match');
  const regex = messageField(string ?? {}, 'safe_regex') ?? messageField(matcher, 'safe_regex_match');
  if (regex) return [...verbs('regex'), textField(regex, 'regex')];
  for (const kind of ['exact', 'prefix', 'suffix', 'contains']) {
    const [holder, name] = string ? [string, kind] : [matcher, `${kind}_match`];
    if (field(holder, name) !== undefined) return [...verbs(kind), textField(holder, name)];
  }
  return undefined;
}

function verbs(kind: string): readonly [string, string] {
  return VERBS[kind] ?? ['is', 'is not'];
}

const DENOMINATORS: Readonly<Record<string, number>> = {HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000};

/** envoy.type.v3.FractionalPercent. */
function fractionText(fraction: Message): string {
  const denominator = DENOMINATORS[textField(fraction, 'denominator')] ?? 100;
  return `${((integerField(fraction, 'numerator') ?? 0) * 100) / denominator} %`;
}
