// SPDX-License-Identifier: Apache-2.0
import type {AtServer, DescribedRequest} from '../describe/request.js';
import {policyRule} from '../envoy/rbac-policy.js';
import type {Authorization} from '../envoy/trace/authorization.js';
import type {Fault} from '../envoy/trace/settings.js';

/** A cluster that requests go to, in the words of tests. */
export interface ObservedTarget {
  /** `reviews.shop`, or a host outside of the mesh. */
  service: string;
  subset: string;
  /** Percentage. */
  weight: number;
}

/** What becomes of a request, in the words of tests. */
export interface Observed {
  targets: ObservedTarget[];
  /** What a proxy answers by itself. */
  status?: number;
  redirect?: string;
  /** As it is sent on; undefined where it is not, or by a TCP proxy. */
  sent?: {path: string; host: string; headers: ReadonlyMap<string, readonly string[]>; unclear: readonly string[]};
  /** By name, as a trace shows them: `timeout`, `retries`, `mirror`. */
  settings: ReadonlyMap<string, readonly string[]>;
  fault?: Fault;
  /** Undefined where it cannot be told. */
  allowed?: boolean;
  /** `AuthorizationPolicy NAMESPACE/NAME`: those that decide. */
  by: string[];
  /** Undefined where nothing is connected to. */
  mtls?: boolean;
  /** Why something cannot be told. */
  unclear?: string;
}

/** Returns what becomes of a request whose way was followed. `domain` is that of Services, `cluster.local`. */
export function observe({client, servers, verdict, why}: DescribedRequest, domain: string): Observed {
  const {branches} = client;
  const [branch] = branches;
  const answer = branch?.action;
  const status = client.status ?? servers.find(({trace}) => trace?.status !== undefined)?.trace?.status;
  const sent = branch?.sent?.[0];
  const tls = servers.flatMap((server) => server.tls ?? []);
  const own = {
    ...(status !== undefined && {status}),
    ...(answer?.kind === 'redirect' && {redirect: answer.location, status: answer.status}),
    ...(answer?.kind === 'respond' && {status: answer.status}),
    ...(sent && {sent: {path: sent.path, host: sent.authority, headers: sent.headers, unclear: sent.unclear}}),
    ...(branch?.fault && {fault: branch.fault}),
    ...(tls.length > 0 && {mtls: tls.every((one) => one.startsWith('mutual TLS'))}),
  };
  return {
    ...own,
    targets: branches
      .flatMap(({action}) => (action.kind === 'forward' ? action.targets : []))
      .map((target) => targetOf(target, domain)),
    settings: grouped(branch?.settings ?? []),
    by: decidedBy([...client.authorization, ...servers.flatMap(({trace}) => trace?.authorization ?? [])]),
    ...(verdict === 'ALLOWED' && {allowed: true}),
    ...(verdict === 'DENIED' && {allowed: false}),
    ...unclearOf(verdict, servers, why),
  };
}

function unclearOf(
  verdict: DescribedRequest['verdict'],
  servers: readonly AtServer[],
  why: string,
): {unclear?: string} {
  if (verdict === 'UNKNOWN') return {unclear: servers.find((one) => one.verdict === 'UNKNOWN')?.why ?? why};
  return verdict === 'PARTLY ALLOWED' ? {unclear: 'some servers let it through, others do not'} : {};
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

/** The policy that takes a request decides; where none of those that allow takes it, they do so together. */
function decidedBy(authorizations: readonly Authorization[]): string[] {
  const policies = authorizations
    .filter(({action}) => action !== 'LOG')
    .flatMap(({policy, passedOver, action, result}) => {
      if (policy !== undefined) return [policy];
      return action === 'ALLOW' && result === 'denied' ? passedOver.map(({name}) => name) : [];
    });
  return [...new Set(policies.map(nameOf))];
}

/** A policy by the name in its filter, or as a trace names it: `AuthorizationPolicy allow-front.shop, rule 0`. */
function nameOf(policy: string): string {
  const rule = policyRule(policy);
  if (rule) return `AuthorizationPolicy ${rule.namespace}/${rule.name}`;
  const [, name, namespace] = /^AuthorizationPolicy (\S+)\.([^.\s,]+), rule /.exec(policy) ?? [];
  return name === undefined ? policy : `AuthorizationPolicy ${namespace}/${name}`;
}
