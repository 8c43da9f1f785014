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
import {type Headers, headerValue} from './match/header-match.js';
import {splitQuery, withPrefix} from './match/path.js';

/** One cluster that a route or TCP proxy sends to. */
export interface Target {
  cluster: string;
  /** Of 1, where the choice is by chance. */
  share: number;
  /** The entry of a weighted cluster, which may have settings of its own. */
  weighted?: Message;
}

/** What becomes of a request that a route has taken. */
export type Action =
  | {kind: 'forward'; targets: Target[]}
  | {kind: 'redirect'; status: number; location: string}
  | {kind: 'respond'; status: number; body: string}
  /** No cluster is named, which is as if it were not there. */
  | {kind: 'nowhere'; why: string}
  | {kind: 'unknown'; what: string};

const REDIRECTS: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** What a route does (api-v3/config/route/v3/route_components.proto, Route.action). */
export function actionOf(route: Message, request: {path: string; headers: Headers}): Action {
  const forward = messageField(route, 'route');
  if (forward) return forwarding(forward, request.headers);
  const redirect = messageField(route, 'redirect');
  if (redirect) return redirection(redirect, messageField(route, 'match') ?? {}, request);
  const direct = messageField(route, 'direct_response');
  if (direct) {
    const body = messageField(direct, 'body');
    return {
      kind: 'respond',
      status: integerField(direct, 'status') ?? 0,
      body: body ? textField(body, 'inline_string') : '',
    };
  }
  const known = ['filter_action', 'non_forwarding_action'].find((name) => field(route, name) !== undefined);
  return {kind: 'unknown', what: known ?? 'no action'};
}

function forwarding(action: Message, headers: Headers): Action {
  if (field(action, 'cluster') !== undefined) return to(textField(action, 'cluster'));
  const header = textField(action, 'cluster_header');
  if (header !== '') {
    const cluster = headerValue(headers, header);
    return cluster === undefined
      ? {kind: 'nowhere', why: `the header ${header} names the cluster and is not sent`}
      : to(cluster);
  }
  const weighted = messageField(action, 'weighted_clusters');
  if (weighted) return {kind: 'forward', targets: weightedTargets(weighted)};
  return {kind: 'unknown', what: 'a cluster that an extension picks'};
}

function to(cluster: string): Action {
  return {kind: 'forward', targets: [{cluster, share: 1}]};
}

/** Clusters by weight, those without left out; of a route or a TCP proxy. */
export function weightedTargets(weighted: Message): Target[] {
  const entries = messagesField(weighted, 'clusters').map((entry) => ({
    entry,
    weight: integerField(entry, 'weight') ?? 0,
  }));
  const total = entries.reduce((sum, {weight}) => sum + weight, 0);
  return entries
    .filter(({weight}) => weight > 0)
    .map(({entry, weight}) => ({cluster: textField(entry, 'name'), share: weight / total, weighted: entry}));
}

/** RedirectAction: scheme, host and port first, then the path. */
function redirection(redirect: Message, match: Message, {path, headers}: {path: string; headers: Headers}): Action {
  const scheme = headerValue(headers, ':scheme') ?? 'http';
  const newScheme = booleanField(redirect, 'https_redirect')
    ? 'https'
    : textField(redirect, 'scheme_redirect') || scheme;
  const authority = textField(redirect, 'host_redirect') || (headerValue(headers, ':authority') ?? '');
  const port = integerField(redirect, 'port_redirect');
  const status = REDIRECTS[enumField(redirect, 'response_code', Object.keys(REDIRECTS)) ?? 'MOVED_PERMANENTLY'] ?? 301;
  const host = port ? `${authority.replace(/:\d+$/, '')}:${port}` : hostFor(authority, scheme, newScheme);
  return {kind: 'redirect', status, location: `${newScheme}://${host}${newPath(redirect, match, path)}`};
}

/** A change of the scheme drops the port that belonged to the old one. */
function hostFor(authority: string, scheme: string, newScheme: string): string {
  if (scheme === newScheme) return authority;
  return authority.replace(scheme === 'http' ? /:80$/ : /:443$/, '');
}

function newPath(redirect: Message, match: Message, path: string): string {
  const [bare, query] = splitQuery(path);
  const kept = booleanField(redirect, 'strip_query') ? '' : query;
  const replaced = textField(redirect, 'path_redirect');
  if (replaced !== '') return replaced.includes('?') ? replaced : replaced + kept;
  const prefix = textField(redirect, 'prefix_rewrite');
  if (prefix === '') return bare + kept;
  return withPrefix(prefix, match, bare) + kept;
}
