// SPDX-License-Identifier: Apache-2.0

import {placesFrom} from '../rule-places.js';
import {type BackendOwner, destinationOf, weightedBackends} from './backends.js';
import {corsPolicy, headerOperations, redirect, rewrite} from './filters.js';
import type {BackendReference, HttpRoute, RouteFilter, Rule} from './types.js';

type Match = NonNullable<HttpRoute['match']>[number];
type RouteDestination = NonNullable<HttpRoute['route']>[number];

/** One rule of a route with at most one match, and the name of its place. */
export interface RulePart {
  rule: Rule<unknown>;
  match: Match | undefined;
  name: string;
}

/**
 * Returns the HTTP route of a VirtualService for a rule of an HTTPRoute or GRPCRoute; undefined where istiod refuses the
 * rule, and with it the whole route (package pilot/pkg/config/kube/gateway).
 */
export function convertRule(owner: BackendOwner, {rule, match, name}: RulePart): HttpRoute | undefined {
  const route: HttpRoute = {name: rule.name ?? name, ...(match && {match: [match]}), ...placesFrom(rule)};
  for (const filter of rule.filters ?? []) if (!applyFilter(owner, route, filter)) return undefined;
  if (owner.kind === 'HTTPRoute') Object.assign(route, patience(rule));
  const backends = rule.backendRefs ?? [];
  const total = backends.reduce((sum, {weight}) => sum + (weight ?? 1), 0);
  if (total === 0 && !route.redirect) {
    const missing = backends.length === 0 && owner.kind === 'HTTPRoute';
    return {...route, directResponse: {status: missing ? 404 : 500}};
  }
  const destinations = routeDestinations(owner, backends);
  return destinations && {...route, ...(destinations.length > 0 && {route: destinations})};
}

function routeDestinations(owner: BackendOwner, backends: readonly BackendReference[]): RouteDestination[] | undefined {
  const destinations: RouteDestination[] = [];
  for (const {backend, weight} of weightedBackends(backends)) {
    const destination = destinationOf(owner, backend);
    if (!destination) return undefined;
    const entry: RouteDestination = {destination, ...(weight !== undefined && {weight})};
    for (const filter of backend.filters ?? []) if (!applyHeaders(entry, filter)) return undefined;
    destinations.push(entry);
  }
  return destinations;
}

/** Whether the filter is one of headers, and valid. */
function applyHeaders(target: Pick<HttpRoute, 'headers'>, filter: RouteFilter): boolean {
  const isRequest = filter.type === 'RequestHeaderModifier';
  if (!isRequest && filter.type !== 'ResponseHeaderModifier') return false;
  const modifier = isRequest ? filter.requestHeaderModifier : filter.responseHeaderModifier;
  if (!modifier) return true;
  const operations = headerOperations(modifier);
  if (!operations) return false;
  target.headers = {...target.headers, [isRequest ? 'request' : 'response']: operations};
  return true;
}

function applyFilter(owner: BackendOwner, route: HttpRoute, filter: RouteFilter): boolean {
  const http = owner.kind === 'HTTPRoute';
  switch (filter.type) {
    case 'RequestHeaderModifier':
    case 'ResponseHeaderModifier':
      return applyHeaders(route, filter);
    case 'RequestMirror':
      return applyMirror(owner, route, filter);
    case 'RequestRedirect':
      if (filter.requestRedirect) route.redirect = redirect(filter.requestRedirect);
      return http;
    case 'URLRewrite':
      assignDefined(route, 'rewrite', filter.urlRewrite && rewrite(filter.urlRewrite));
      return http;
    case 'CORS':
      assignDefined(route, 'corsPolicy', filter.cors && corsPolicy(filter.cors));
      return http;
    default:
      return false;
  }
}

function assignDefined<Key extends keyof HttpRoute>(
  route: HttpRoute,
  key: Key,
  value: HttpRoute[Key] | undefined,
): void {
  if (value !== undefined) route[key] = value;
}

/** A mirror that does not exist is left out; a GRPCRoute with one is refused. */
function applyMirror(owner: BackendOwner, route: HttpRoute, {requestMirror: mirror}: RouteFilter): boolean {
  if (!mirror?.backendRef) return true;
  const destination = destinationOf(owner, mirror.backendRef);
  if (!destination?.host || !exists(owner, destination.host)) return owner.kind === 'HTTPRoute';
  const {percent, fraction} = mirror;
  const value = fraction ? (100 * (fraction.numerator ?? 0)) / (fraction.denominator ?? 100) : percent;
  route.mirrors = [...(route.mirrors ?? []), {destination, ...(value !== undefined && {percentage: {value}})}];
  return true;
}

function exists({mesh}: BackendOwner, host: string): boolean {
  return mesh.services.some(({hostname}) => hostname === host);
}

/** Failures of connections are retried wherever a rule says how. */
const RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** Attempts where a rule does not say. */
const ATTEMPTS = 2;

function patience({retry, timeouts}: Rule<unknown>): Pick<HttpRoute, 'retries' | 'timeout'> {
  const attempts = retry?.attempts ?? ATTEMPTS;
  const request = durationOf(timeouts?.request);
  const backend = durationOf(timeouts?.backendRequest);
  const timeout = backend !== undefined && !retry ? backend : request;
  return {
    ...(retry && {
      retries: {
        attempts,
        ...(attempts > 0 && {retryOn: [...RETRY_ON, ...(retry.codes ?? [])].join(',')}),
        ...(retry.backoff !== undefined && {backoff: retry.backoff}),
        ...(backend !== undefined && {perTryTimeout: backend}),
      },
    }),
    ...(timeout !== undefined && {timeout}),
  };
}

/** Zero means no limit, which is the default. */
function durationOf(text: string | undefined): string | undefined {
  return text === undefined || !/[1-9]/.test(text) ? undefined : text;
}
