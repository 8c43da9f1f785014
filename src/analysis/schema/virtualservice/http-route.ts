// SPDX-License-Identifier: Apache-2.0

import type {HttpRoute} from '../../../api/istio-types.js';
import {duration} from '../checks/duration.js';
import {error, type Problems, warning} from '../problem.js';
import {corsPolicy, directResponse, fault} from './answers.js';
import {destination, weightedDestinations} from './destination.js';
import {authorityOnce, headerChanges} from './headers.js';
import {httpMatch} from './http-match.js';
import {redirect, retries, rewrite} from './redirect.js';

/** `delegate`: the VirtualService has no hosts, others delegate to it. */
export function* httpRoute(route: HttpRoute, delegate: boolean): Problems {
  yield* conflicts(route, delegate);
  for (const match of route.match ?? []) yield* httpMatch(match);
  yield* headerChanges(route.headers);
  yield* authorityOnce(route);
  yield* corsPolicy(route.corsPolicy);
  yield* fault(route.fault);
  yield* mirrors(route);
  yield* redirect(route.redirect);
  yield* directResponse(route.directResponse);
  yield* retries(route.retries);
  yield* rewrite(route.rewrite);
  yield* weightedDestinations(route.route ?? []);
  yield* duration(route.timeout);
}

function* conflicts(route: HttpRoute, delegate: boolean): Problems {
  if (!delegate && route.delegate) {
    const must = `root HTTP route ${route.name ?? ''} must not specify`;
    if (route.redirect) yield error(`${must} redirect`);
    if (route.route?.length) yield error(`${must} route`);
    return;
  }
  if (route.delegate) yield error('delegate HTTP route cannot contain delegate');
  yield* twoActions(route);
  if (route.mirror && route.mirrors?.length) yield error('HTTP route cannot contain both mirror and mirrors');
}

function* twoActions(route: HttpRoute): Problems {
  const {redirect: redirected, directResponse: answered, rewrite: rewritten} = route;
  const routed = (route.route ?? []).length > 0;
  if (redirected) {
    if (routed) yield error('HTTP route cannot contain both route and redirect');
    if (route.fault) yield error('HTTP route cannot contain both fault and redirect');
    if (rewritten) yield error('HTTP route rule cannot contain both rewrite and redirect');
    if (answered) yield error('HTTP route rule cannot contain both direct_response and redirect');
  } else if (answered) {
    if (routed) yield error('HTTP route cannot contain both route and direct_response');
    if (route.fault) yield error('HTTP route cannot contain both fault and direct_response');
    if (rewritten) yield error('HTTP route rule cannot contain both rewrite and direct_response');
  } else if (!routed) {
    yield error('HTTP route, redirect or direct_response is required');
  }
}

function* mirrors(route: HttpRoute): Problems {
  const {mirror, mirrorPercent, mirrorPercentage} = route;
  if (mirror) yield* destination(mirror);
  if (mirrorPercent !== undefined && mirrorPercent !== null) {
    if (mirrorPercent > 100) yield error(`mirror_percent must have a max value of 100 (it has ${mirrorPercent})`);
    yield warning('using deprecated setting "mirrorPercent", use "mirrorPercentage" instead');
  }
  if (mirrorPercentage) yield* percentage('mirror_percentage', mirrorPercentage.value ?? 0);
  for (const {destination: to, percentage: share} of route.mirrors ?? []) {
    if (to) yield* destination(to);
    else yield error('destination is required for mirrors');
    if (share) yield* percentage('mirror percentage', share.value ?? 0);
  }
}

function* percentage(what: string, value: number): Problems {
  if (value > 100) yield error(`${what} must have a max value of 100 (it has ${value.toFixed(6)})`);
  if (value < 0) yield error(`${what} must have a min value of 0 (it has ${value.toFixed(6)})`);
}
