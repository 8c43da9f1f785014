// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {attachment, workloadLabels} from '../checks/attachment.js';
import {regexReason} from '../checks/regex.js';
import {type Config, error, type Problems, warning} from '../problem.js';
import {currentName} from './filter-names.js';
import {patchValue} from './patch-value.js';

type Patch = NonNullable<Specs['EnvoyFilter']['configPatches']>[number];
type Match = Patch['match'];

/** The rules of spec §4.13. */
export function* envoyFilter({spec}: Config<'EnvoyFilter'>): Problems {
  const selection = [...workloadLabels('Envoy filter', spec.workloadSelector)];
  if (selection.some(({level}) => level === 'Error')) {
    yield* selection;
    return;
  }
  const risk = 'EnvoyFilter exposes internal implementation details that may change at any time.';
  yield warning(`${risk} Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.`);
  yield* selection;
  yield* attachment({targetRefs: spec.targetRefs});
  for (const patch of spec.configPatches ?? []) yield* configPatch(patch);
}

/** The first problem of a patch ends its check, but for those that {@link mismatchedObject} finds. */
function* configPatch({applyTo = 'INVALID', match, patch}: Patch): Problems {
  if (match?.context === 'WAYPOINT') return;
  const missing = missingPart({applyTo, patch}) ?? versionProblem(match);
  if (missing !== undefined) {
    yield error(`Envoy filter: ${missing}`);
    return;
  }
  const object = [...matchedObject(applyTo, match)];
  yield* object;
  if (isListenerClass(applyTo) && object.some(({level}) => level === 'Error')) return;
  if (patch?.value !== undefined) yield* patchValue(applyTo, patch.value);
}

function missingPart({applyTo, patch}: Pick<Patch, 'applyTo' | 'patch'>): string | undefined {
  if (applyTo === 'INVALID') return 'missing applyTo';
  if (!patch) return 'missing patch';
  if ((patch.operation ?? 'INVALID') === 'INVALID') return 'missing patch operation';
  return patch.operation !== 'REMOVE' && patch.value === undefined
    ? 'missing patch value for non-remove operation'
    : undefined;
}

function versionProblem(match: Match): string | undefined {
  const version = match?.proxy?.proxyVersion;
  const reason = version ? regexReason(version) : undefined;
  return reason === undefined ? undefined : `invalid regex for proxy version, [${reason}]`;
}

const LISTENER_CLASS = new Set<unknown>(['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER']);
const ROUTE_CLASS = new Set<unknown>(['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE']);

function isListenerClass(applyTo: unknown): boolean {
  return LISTENER_CLASS.has(applyTo);
}

function* matchedObject(applyTo: NonNullable<Patch['applyTo']>, match: Match): Problems {
  const {listener, routeConfiguration, cluster, waypoint} = match ?? {};
  const matched = listener ?? routeConfiguration ?? cluster ?? waypoint;
  if (!matched) return;
  if (isListenerClass(applyTo)) {
    if (listener) yield* listenerMatch(applyTo, listener);
    else yield error('Envoy filter: applyTo for listener class objects cannot have non listener match');
  } else if (ROUTE_CLASS.has(applyTo) && !routeConfiguration) {
    yield error('Envoy filter: applyTo for http route class objects cannot have non route configuration match');
  } else if (applyTo === 'CLUSTER' && !cluster) {
    yield error('Envoy filter: applyTo for cluster class objects cannot have non cluster match');
  }
}

const CONNECTION_MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];

function* listenerMatch(applyTo: string, {filterChain}: NonNullable<NonNullable<Match>['listener']>): Problems {
  const filter = filterChain?.filter;
  if (!filter) return;
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') {
    yield warning(`Envoy filter: filter match has no effect when used with ${applyTo}`);
  }
  if (!filter.name) {
    yield error('Envoy filter: filter match has no name to match on');
    return;
  }
  if (filter.subFilter) {
    const problem = subFilterProblem(applyTo, filter.name, filter.subFilter.name);
    if (problem !== undefined) {
      yield error(`Envoy filter: ${problem}`);
      return;
    }
    yield* deprecatedName(filter.subFilter.name ?? '');
  }
  yield* deprecatedName(filter.name);
}

function subFilterProblem(applyTo: string, filter: string, subFilter: string | undefined): string | undefined {
  if (applyTo !== 'HTTP_FILTER') return 'subfilter match can be used with applyTo HTTP_FILTER only';
  if (!CONNECTION_MANAGERS.includes(filter))
    return `subfilter match requires filter match with ${CONNECTION_MANAGERS[0]}`;
  return subFilter ? undefined : 'subfilter match has no name to match on';
}

function* deprecatedName(name: string): Problems {
  const current = currentName(name);
  if (current !== undefined)
    yield warning(`using deprecated filter name ${goQuote(name)}; use ${goQuote(current)} instead`);
}
