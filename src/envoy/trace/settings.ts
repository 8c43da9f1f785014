// SPDX-License-Identifier: Apache-2.0
import {
  booleanField,
  integerField,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../dump/message.js';
import {durationText, secondsField} from './duration.js';
import {type Headers, headerMismatch} from './match/header-match.js';
import {fractionOf, percent} from './match/route-match.js';

/** A setting that applies to the request, for people: `timeout`, `2 s`. */
export interface Setting {
  name: string;
  value: string;
}

/** What of a fault filter's configuration strikes the request. */
export interface Fault {
  delay?: {seconds: number | undefined; share: number};
  abort?: {status: string; share: number};
}

/** What applies to a request on its way: timeouts, retries, mirrors, rewrites. */
export function routeSettings(route: Message, host: Message): Setting[] {
  const action = messageField(route, 'route');
  if (!action) return [];
  const retries = messageField(action, 'retry_policy') ?? messageField(host, 'retry_policy');
  return [
    {name: 'timeout', value: timeoutText(action)},
    ...optional('retries', retries && retryText(retries)),
    ...mirrorsOf(action).map((value) => ({name: 'mirror', value})),
    ...optional('rewrite', rewriteText(action)),
    ...optional('hash', hashText(action)),
    ...optional('subset of', subsetText(action)),
    ...optional(
      'own settings of',
      Object.keys(messageField(route, 'typed_per_filter_config') ?? {})
        .filter((name) => name !== FAULT)
        .join(', '),
    ),
  ];
}

function optional(name: string, value: string | undefined): Setting[] {
  return value ? [{name, value}] : [];
}

/** 15 s where nothing is said (api-v3/config/route/v3/route_components.proto, RouteAction.timeout). */
function timeoutText(action: Message): string {
  const timeout = secondsField(action, 'timeout') ?? 15;
  const stream = messageField(action, 'max_stream_duration');
  const longest = stream && secondsField(stream, 'max_stream_duration');
  const texts = [timeout === 0 ? 'none' : durationText(timeout)];
  if (longest) texts.push(`the whole stream ${durationText(longest)}`);
  const idle = secondsField(action, 'idle_timeout');
  if (idle) texts.push(`idle ${durationText(idle)}`);
  return texts.join(', ');
}

function retryText(policy: Message): string {
  const count = integerField(policy, 'num_retries') ?? 1;
  const perTry = secondsField(policy, 'per_try_timeout');
  const on = textField(policy, 'retry_on');
  if (on === '' || count === 0) return 'none';
  return `${count} more on ${on.split(',').join(', ')}${perTry ? `, ${durationText(perTry)} each` : ''}`;
}

function mirrorsOf(action: Message): string[] {
  return messagesField(action, 'request_mirror_policies').map((policy) => {
    const fraction = messageField(policy, 'runtime_fraction');
    const value = fraction && messageField(fraction, 'default_value');
    const cluster = textField(policy, 'cluster') || `as the header ${textField(policy, 'cluster_header')} says`;
    return `${percent(value ? fractionOf(value) : 1)} to ${cluster}`;
  });
}

function rewriteText(action: Message): string | undefined {
  const host =
    textField(action, 'host_rewrite_literal') ||
    (booleanField(action, 'auto_host_rewrite') ? "the endpoint's name" : '');
  const prefix = textField(action, 'prefix_rewrite');
  const regex = messageField(action, 'regex_rewrite');
  const pattern = regex && messageField(regex, 'pattern');
  const texts = [
    host && `host to ${host}`,
    prefix && `what of the path matched to ${prefix}`,
    regex && `path by regex ${textField(pattern ?? {}, 'regex')} to ${textField(regex, 'substitution')}`,
  ];
  return texts.filter(Boolean).join(', ');
}

function hashText(action: Message): string {
  return messagesField(action, 'hash_policy')
    .map((policy) => {
      const header = messageField(policy, 'header');
      const cookie = messageField(policy, 'cookie');
      if (header) return `header ${textField(header, 'header_name')}`;
      if (cookie) return `cookie ${textField(cookie, 'name')}`;
      return Object.keys(policy).find((name) => name !== 'terminal') ?? '';
    })
    .join(', ');
}

/** Labels that endpoints must have, of subsets in one cluster. */
function subsetText(action: Message): string {
  const metadata = messageField(action, 'metadata_match');
  const labels = metadata && messageField(metadata, 'filter_metadata')?.['envoy.lb'];
  if (!isMessage(labels)) return '';
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}

export const FAULT = 'envoy.filters.http.fault';

/**
 * What the fault filter does to the request: the configuration of the weighted cluster, else of the route, the virtual
 * host or the filter, if its headers and cluster fit (api-v3/extensions/filters/http/fault/v3/fault.proto).
 */
export function faultOf(
  holders: readonly (Message | undefined)[],
  filter: Message | undefined,
  headers: Headers,
  clusters: readonly string[],
): Fault | undefined {
  if (!filter) return undefined;
  const own = holders
    .map((holder) => holder && messageField(holder, 'typed_per_filter_config'))
    .find((configs) => configs && Object.hasOwn(configs, FAULT));
  const config = (own && messageField(own, FAULT)) ?? messageField(filter, 'typed_config') ?? {};
  const cluster = textField(config, 'upstream_cluster');
  if (cluster !== '' && !clusters.includes(cluster)) return undefined;
  if (messagesField(config, 'headers').some((matcher) => headerMismatch(matcher, headers) !== undefined))
    return undefined;
  const delay = delayOf(config);
  const abort = abortOf(config);
  return delay || abort ? {...(delay && {delay}), ...(abort && {abort})} : undefined;
}

function delayOf(config: Message): Fault['delay'] {
  const delay = messageField(config, 'delay');
  const share = delay && shareOf(delay);
  return share ? {seconds: secondsField(delay, 'fixed_delay'), share} : undefined;
}

function abortOf(config: Message): Fault['abort'] {
  const abort = messageField(config, 'abort');
  const share = abort && shareOf(abort);
  if (!share) return undefined;
  const grpc = integerField(abort, 'grpc_status');
  const status =
    grpc === undefined
      ? `${integerField(abort, 'http_status') ?? 'the status that a header names'}`
      : `gRPC status ${grpc}`;
  return {status, share};
}

/** Without a percentage nothing is struck. */
function shareOf(fault: Message): number {
  const percentage = messageField(fault, 'percentage');
  return percentage ? fractionOf(percentage) : 0;
}

/** `delays all by 2 s, aborts 10 % with 503`. */
export function faultText({delay, abort}: Fault): string {
  const part = (share: number) => (share === 1 ? 'all' : percent(share));
  const texts = [
    delay &&
      `delays ${part(delay.share)} by ${delay.seconds === undefined ? 'what a header says' : durationText(delay.seconds)}`,
    abort && `aborts ${part(abort.share)} with ${abort.status}`,
  ];
  return texts.filter(Boolean).join(', ');
}
