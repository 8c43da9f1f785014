// SPDX-License-Identifier: Apache-2.0
import type {DescribedRequest} from '../describe/request.js';
import {policyRule} from '../envoy/rbac-policy.js';
import {isTaken} from '../envoy/trace/authorization.js';
import {originText} from '../envoy/trace/origin.js';
import type {Trace} from '../envoy/trace/trace.js';
import type {TestResult} from './result.js';

/** A rule of an object that routes or authorizes. */
export interface CoverableRule {
  /** `VirtualService shop/reviews`. */
  object: string;
  /** `http[1]`, `rules[0]`. */
  rule: string;
  /** As its author calls it. */
  name?: string;
  /** `k8s/reviews.yaml:12`; objects of a cluster have no place. */
  place?: string;
}

/** Which rules tests reach. */
export interface Coverage {
  total: number;
  reached: number;
  /** Percentage of the rules that are reached; 100 where there are none. */
  percent: number;
  unreached: CoverableRule[];
  /** What requests passed that cannot be told to be one of the rules; none of it counts as reached. */
  unknown: string[];
}

/**
 * Returns which rules the requests of tests reach: a rule that routes by the request that it takes and no policy refuses
 * before, a rule of a policy by the request that it matches. Only what is certain counts.
 */
export function coverageOf(results: readonly TestResult[], rules: readonly CoverableRule[]): Coverage {
  const certain = results.flatMap(({described, notSimulated}) =>
    described && notSimulated.length === 0 ? described : [],
  );
  const traces = certain.flatMap(tracesOf);
  const reached = new Set(traces.flatMap((trace) => [...routesIn(trace).rules, ...policiesIn(trace)]));
  const unreached = rules.filter(({object, rule}) => !reached.has(`${object} ${rule}`));
  const count = rules.length - unreached.length;
  return {
    total: rules.length,
    reached: count,
    percent: rules.length === 0 ? 100 : Math.floor((count / rules.length) * 1000) / 10,
    unreached,
    unknown: [...new Set(traces.flatMap((trace) => routesIn(trace).unknown))],
  };
}

/** Returns the rules that a request meets, with those of policies: `VirtualService shop/reviews http[1]`. */
export function rulesMet(described: DescribedRequest): string[] {
  return [...new Set(tracesOf(described).flatMap((trace) => [...routesIn(trace).rules, ...policiesIn(trace)]))];
}

/** Returns the rules of routes that a request takes for certain, of each route those that it is made of. */
export function routesMet({branches}: Trace): string[][] {
  return branches.flatMap(({route, condition}) => (route && condition === undefined ? [route.rules ?? []] : []));
}

function tracesOf({client, servers}: DescribedRequest): Trace[] {
  return [client, ...servers.flatMap(({trace}) => trace ?? [])];
}

/** What is refused before its route, and what may take another route, has reached none for certain. */
function routesIn({filterChain, branches, authorization}: Trace): {rules: string[]; unknown: string[]} {
  if (authorization.some(({result}) => result === 'denied')) return {rules: [], unknown: []};
  const parts = branches.flatMap(({route, condition}) => (route && condition === undefined ? [route] : []));
  const chains = filterChain && branches.some(({route}) => !route) ? [filterChain] : [];
  return {
    rules: [...parts, ...chains].flatMap(({rules = []}) => rules),
    unknown: parts.flatMap(({origin, rules, name, match}) =>
      origin && !rules ? [`${originText(origin)}, route ${name || match}`] : [],
    ),
  };
}

/** Filters after the one that refuses are not asked. */
function policiesIn({authorization}: Trace): string[] {
  const end = authorization.findIndex(({result}) => result === 'denied');
  const met = end < 0 ? authorization : authorization.slice(0, end + 1);
  return met.flatMap((one) => {
    const made = isTaken(one) ? policyRule(one.policy ?? '') : undefined;
    return made ? [`AuthorizationPolicy ${made.namespace}/${made.name} rules[${made.rule}]`] : [];
  });
}
