// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, located, mapMessages} from '../dump/config-dump.js';
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
import {routeMatchText} from '../route-match.js';
import {actionOf} from './action.js';
import type {Branch, Outcome} from './branch.js';
import type {PassedOver} from './filter-chain.js';
import {normalPath} from './match/path.js';
import {judgeRoute, type RoutedRequest} from './match/route-match.js';
import {sentBy} from './match/sent.js';
import {originOf, withRules} from './origin.js';
import type {TraceRequest} from './request.js';
import {FAULT, faultOf, routeSettings} from './settings.js';
import {type DomainKind, type FoundHost, findHosts, withoutPort} from './virtual-host.js';

/** How a request goes through a connection manager. */
export interface HttpPath {
  routeConfiguration?: {name: string; source: 'RDS' | 'inline'};
  virtualHost?: {name: string; domain: string; kind: DomainKind; passedOver: PassedOver[]};
  /** Routes that were looked at before the one that is taken. */
  passedOver: PassedOver[];
  branches: Branch[];
  /** Where it ends without a route, and why. */
  end?: Outcome;
}

/** What the connection that the request came over has to do with its route. */
export interface Transport {
  port: number;
  tls: RoutedRequest['tls'];
}

/** The request as filters and routes of a connection manager see it, or what Envoy answers before them. */
export function seenByFilters(
  manager: Message,
  request: TraceRequest,
  transport: Transport,
): {routed: RoutedRequest} | {end: Outcome} {
  const {path, answer} = normalPath(manager, request.path);
  if (!answer) return {routed: asRouted(manager, {...request, path}, transport)};
  const {status, why} = answer;
  return {end: {outcome: status < 400 ? 'answered' : 'refused', text: `Envoy answers ${status}: ${why}`, status}};
}

/** Follows a request through a connection manager to the routes that it may take. */
export function followHttp(dump: ConfigDump, manager: Message, routed: RoutedRequest): HttpPath {
  const nowhere = {passedOver: [], branches: []};
  const source = routesOf(dump, manager);
  if ('end' in source) return {...nowhere, end: source.end};
  const {config, routeConfiguration} = source;
  const where = `route configuration ${routeConfiguration.name}`;
  return located(dump.text, where, () => ({
    ...nowhere,
    routeConfiguration,
    ...throughHosts(manager, config, routed),
  }));
}

function throughHosts(manager: Message, config: Message, routed: RoutedRequest): Partial<HttpPath> {
  const [proto = ''] = routed.headers.get(PROTO) ?? [];
  if (proto === '') return {end: missing(`${PROTO} is empty`)};
  const [found, ...others] = findHosts(config, authorityOf(routed));
  if (!found) return {end: missing(`no virtual host is for ${authorityOf(routed) || 'requests without a host'}`)};
  const virtualHost = {
    name: found.name,
    domain: found.domain,
    kind: found.kind,
    passedOver: lessSpecific(found, others),
  };
  if (enumField(found.host, 'require_tls', ['NONE', 'EXTERNAL_ONLY', 'ALL']) === 'ALL' && proto !== 'https') {
    return {
      virtualHost,
      end: {outcome: 'answered', text: `the virtual host wants TLS; Envoy redirects to https (301)`, status: 301},
    };
  }
  return {virtualHost, ...throughRoutes(manager, {config, host: found.host}, routed)};
}

function unknown(text: string): Outcome {
  return {outcome: 'unknown', text};
}

function missing(why: string): Outcome {
  return {outcome: 'refused', text: `${why}, so Envoy answers 404`, status: 404};
}

function routesOf(
  dump: ConfigDump,
  manager: Message,
): {config: Message; routeConfiguration: {name: string; source: 'RDS' | 'inline'}} | {end: Outcome} {
  const inline = messageField(manager, 'route_config');
  if (inline) return {config: inline, routeConfiguration: {name: textField(inline, 'name'), source: 'inline'}};
  const rds = messageField(manager, 'rds');
  if (!rds)
    return field(manager, 'scoped_routes')
      ? {end: unknown('its routes come by scoped RDS, which is not followed here')}
      : {end: missing('the connection manager has no routes')};
  const name = textField(rds, 'route_config_name');
  const config = routeConfig(dump, name);
  if (!config) return {end: missing(`the dump has no route configuration ${name}`)};
  return {config, routeConfiguration: {name, source: 'RDS'}};
}

function routeConfig(dump: ConfigDump, name: string): Message | undefined {
  const section = findSection(dump, 'Routes');
  if (!section) return undefined;
  const [config] = mapMessages(dump, section, ['dynamic_route_configs', 'static_route_configs'], (entry) => {
    const config = messageField(entry, 'route_config');
    return config && textField(config, 'name') === name ? config : undefined;
  });
  return config;
}

const PROTO = 'x-forwarded-proto';

/**
 * The request as routes see it: its path normalized, its authority stripped, with pseudo-headers and what Envoy adds.
 * What the request says of its protocol counts, but at the edge of the mesh, where the client is not believed
 * (Envoy, "HTTP header manipulation", x-forwarded-proto).
 */
function asRouted(manager: Message, request: TraceRequest, {port, tls}: Transport): RoutedRequest {
  const {path} = request;
  const isEdge = booleanField(manager, 'use_remote_address') && !integerField(manager, 'xff_num_trusted_hops');
  const own = tls ? 'https' : 'http';
  const proto = (isEdge ? undefined : request.headers.get(PROTO)?.[0]) ?? own;
  const scheme = ['http', 'https'].find((each) => each === proto.toLowerCase()) ?? own;
  const headers = new Map<string, readonly string[]>([
    [':method', [request.method]],
    [':authority', [strippedAuthority(manager, request.authority, port)]],
    [':scheme', [scheme]],
    [':path', [path]],
    ...request.headers,
    [PROTO, [proto]],
  ]);
  return {path, headers, tls};
}

function authorityOf({headers}: RoutedRequest): string {
  return headers.get(':authority')?.[0] ?? '';
}

/** `strip_trailing_host_dot`, `strip_any_host_port` and `strip_matching_host_port` of HttpConnectionManager. */
function strippedAuthority(manager: Message, authority: string, port: number): string {
  const dotless = booleanField(manager, 'strip_trailing_host_dot') ? authority.replace(/\.(:\d+)?$/, '$1') : authority;
  const any = booleanField(manager, 'strip_any_host_port');
  const matching = booleanField(manager, 'strip_matching_host_port') && dotless.endsWith(`:${port}`);
  return any || matching ? withoutPort(dotless) : dotless;
}

function lessSpecific(found: FoundHost, others: readonly FoundHost[]): PassedOver[] {
  return others
    .filter(({host}) => host !== found.host)
    .map(({name, domain}) => ({name, why: `its domain ${domain} fits too, less exactly`}));
}

/** What holds for all routes of a virtual host. */
interface Around {
  config: Message;
  host: Message;
}

function throughRoutes(
  manager: Message,
  around: Around,
  request: RoutedRequest,
): Pick<HttpPath, 'passedOver' | 'branches' | 'end'> {
  const {host} = around;
  if (field(host, 'matcher'))
    return {
      passedOver: [],
      branches: [],
      end: unknown('its virtual host has a matcher in place of routes, which is not followed here'),
    };
  const passedOver: PassedOver[] = [];
  const branches: Branch[] = [];
  for (const [i, route] of messagesField(host, 'routes').entries()) {
    const {fits, why} = judgeRoute(route, request);
    if (fits === 'no') {
      passedOver.push({name: `#${i + 1} ${textField(route, 'name') || routeMatchText(route)}`, why});
      continue;
    }
    const branch = branchOf(manager, around, route, request, i + 1);
    branches.push(fits === 'yes' ? branch : {...branch, condition: why});
    if (fits === 'yes') return {passedOver, branches};
  }
  const end = missing('no route of the virtual host takes it');
  return branches.length > 0 ? {passedOver, branches: [...branches, notFound()]} : {passedOver, branches, end};
}

/** What is left when no route took its part. */
function notFound(): Branch {
  return {action: {kind: 'respond', status: 404, body: ''}, settings: [], destinations: [], missingStatus: 503};
}

const MISSING_STATUS: Readonly<Record<string, number>> = {
  SERVICE_UNAVAILABLE: 503,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
};

function branchOf(manager: Message, around: Around, route: Message, request: RoutedRequest, position: number): Branch {
  const {host} = around;
  const action = actionOf(route, request);
  const targets = action.kind === 'forward' ? action.targets : [];
  const filter = messagesField(manager, 'http_filters').find((each) => textField(each, 'name') === FAULT);
  const weighted = targets.length === 1 ? targets[0]?.weighted : undefined;
  const fault = faultOf(
    [weighted, route, host],
    filter,
    request.headers,
    targets.map(({cluster}) => cluster),
  );
  const origin = originOf(route);
  const code = enumField(
    messageField(route, 'route') ?? {},
    'cluster_not_found_response_code',
    Object.keys(MISSING_STATUS),
  );
  return {
    route: {
      name: textField(route, 'name'),
      match: routeMatchText(route),
      position,
      ...(origin && {origin}),
      ...withRules(route),
    },
    action,
    settings: routeSettings(route, host),
    ...(fault && {fault}),
    destinations: [],
    sent: targets.map(({weighted}) => sentBy({...around, route, weighted}, request)),
    missingStatus: MISSING_STATUS[code ?? ''] ?? 503,
  };
}
