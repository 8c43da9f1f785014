// SPDX-License-Identifier: Apache-2.0
import type {AtServer, DescribedRequest} from '../describe/request.js';
import {policyRule} from '../envoy/rbac-policy.js';
import type {Authorization} from '../envoy/trace/authorization.js';
import type {Branch} from '../envoy/trace/branch.js';
import type {SentRequest} from '../envoy/trace/match/sent.js';
import type {Fault} from '../envoy/trace/settings.js';

/** A cluster that requests go to, in the words of tests. */
export interface ObservedTarget {
  /** `reviews.shop`, or a host outside of the mesh. */
  service: string;
  subset: string;
  /** Percentage. */
  weight: number;
}

/** One way that the request may take: to one destination of a route, or to an answer of the proxy's own. */
export interface ObservedWay {
  redirect?: string;
  /** As it is sent on; undefined where it is not, or by a TCP proxy. */
  sent?: SentRequest;
  /** By name, as a trace shows them: `timeout`, `retries`, `mirror`. */
  settings: ReadonlyMap<string, readonly string[]>;
  fault?: Fault;
}

/** A policy that decides. */
export interface ObservedPolicy {
  /** `AuthorizationPolicy NAMESPACE/NAME`. */
  name: string;
  /** Its rule that takes the request; undefined where the request is refused because none does. */
  rule?: string;
}

/** What becomes of a request, in the words of tests. */
export interface Observed {
  targets: ObservedTarget[];
  /** All that it may take; what is expected has to hold on each. */
  ways: ObservedWay[];
  /** What a proxy answers by itself: of each place that may answer one, undefined where the request is let through. */
  statuses: (number | undefined)[];
  /** Undefined where it is neither let through by all servers nor refused by all. */
  allowed?: boolean;
  /** Policies that decide in the client's own proxy, and in the proxies of each server. */
  by: {client: ObservedPolicy[]; servers: ObservedPolicy[][]};
  /** Undefined where nothing is connected to. */
  mtls?: boolean;
  /** Why it cannot be told where the request goes, and so nothing can. */
  lost?: string;
  /** Why it cannot be told whether it is let through, and by whom. */
  undecided?: string;
}

/** Returns what becomes of a request whose way was followed. `domain` is that of Services, `cluster.local`. */
export function observe({client, servers, verdict, why}: DescribedRequest, domain: string): Observed {
  const {branches} = client;
  const tls = servers.flatMap((server) => server.tls ?? []);
  const isUnknown = verdict === 'UNKNOWN';
  const reason = servers.find((one) => one.verdict === 'UNKNOWN')?.why ?? why;
  return {
    targets: branches
      .flatMap(({action}) => (action.kind === 'forward' ? action.targets : []))
      .map((target) => targetOf(target, domain)),
    ways: branches.flatMap(waysOf),
    statuses: statusesOf(client, servers),
    by: {
      client: policiesThatDecide(client),
      servers: servers.map(({trace}) => (trace ? policiesThatDecide(trace) : [])),
    },
    ...(tls.length > 0 && {mtls: tls.every((one) => one.startsWith('mutual TLS'))}),
    ...(verdict === 'ALLOWED' && {allowed: true}),
    ...(verdict === 'DENIED' && {allowed: false}),
    ...(isUnknown && {undecided: reason}),
    ...(isUnknown && branches.length === 0 && {lost: reason}),
  };
}

function waysOf({action, settings, fault, sent = []}: Branch): ObservedWay[] {
  const way = {settings: grouped(settings), ...(fault && {fault})};
  if (action.kind === 'redirect') return [{...way, redirect: action.location}];
  return sent.length === 0 ? [way] : sent.map((each) => ({...way, sent: each}));
}

function statusesOf(
  {branches, status}: DescribedRequest['client'],
  servers: readonly AtServer[],
): Observed['statuses'] {
  const atServers = servers.length > 0 ? servers.map(({trace}) => trace?.status ?? status) : [status];
  const found = branches.flatMap(({action, fault}) => {
    if (action.kind === 'redirect' || action.kind === 'respond') return [action.status];
    // Of a fault that strikes all requests the status may be one of gRPC, which is not HTTP's.
    const {abort} = fault ?? {};
    return abort?.share === 1 && /^\d+$/.test(abort.status) ? [Number(abort.status)] : atServers;
  });
  return [...new Set(found.length > 0 ? found : [status])];
}

/** `outbound|80|v2|reviews.shop.svc.cluster.local`: a Service is called by its name and namespace. */
function targetOf({cluster, share}: {cluster: string; share: number}, domain: string): ObservedTarget {
  const [, , subset = '', host = cluster] = cluster.split('|');
  const end = `.svc.${domain}`;
  return {
    service: host.endsWith(end) ? host.slice(0, -end.length) : host,
    subset,
    weight: Math.round(share * 10_000) / 100,
  };
}

function grouped(settings: readonly {name: string; value: string}[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const {name, value} of settings) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

/** Returns the policies that decide in a proxy: one that takes the request, or all that allow where none does. */
export function policiesThatDecide({authorization}: {authorization: readonly Authorization[]}): ObservedPolicy[] {
  return authorization
    .filter(({action}) => action !== 'LOG')
    .flatMap(({policy, passedOver, action, result}) => {
      if (policy !== undefined) return [policyOf(policy)];
      if (action !== 'ALLOW' || result !== 'denied') return [];
      return passedOver.map(({name}) => ({name: policyOf(name).name}));
    });
}

/** A policy by the name in its filter, or as a trace names it: `AuthorizationPolicy allow-front.shop, rule 0`. */
function policyOf(policy: string): ObservedPolicy {
  const made = policyRule(policy);
  if (made) return {name: `AuthorizationPolicy ${made.namespace}/${made.name}`, rule: made.rule};
  const [, name, namespace, rule] = /^AuthorizationPolicy (\S+)\.([^.\s,]+), rule (.+)$/.exec(policy) ?? [];
  return name === undefined ? {name: policy} : {name: `AuthorizationPolicy ${namespace}/${name}`, ...(rule && {rule})};
}
