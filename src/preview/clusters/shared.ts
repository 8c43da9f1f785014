// SPDX-License-Identifier: Apache-2.0
import {isIPv6} from 'node:net';
import type {Context} from '../model/context.js';
import type {Mesh} from '../model/mesh.js';
import type {Proxy} from '../model/proxy.js';
import type {DestinationRule} from '../model/scope.js';
import type {Service} from '../model/service.js';
import {meshConfig} from '../settings/mesh-config.js';
import {localitySettings} from './locality-settings.js';

/** What of a service proxies have in common: its own facts, and those of the proxy that count for it. */
export interface Shareable {
  service: Service;
  rule: DestinationRule | undefined;
  /** Which of its resources it is. */
  part: string;
}

/** What is known of a service under one rule: outcomes by what of the proxy counts, and whether its labels do. */
interface Known<Result> {
  byProxy: Map<string, Result>;
  labels: boolean;
}

const noRule = {};

/**
 * Returns `build` so that proxies for which the outcome is the same get the same one: clusters and endpoints of a service
 * depend on the rule for it and on where the proxy is, but not on which proxy it is.
 */
export function sharedByProxies<Subject extends Shareable, Result>(
  build: (context: Context, subject: Subject) => Result,
): (context: Context, subject: Subject) => Result {
  const results = new WeakMap<Mesh, WeakMap<Service, WeakMap<object, Known<Result>>>>();
  return (context, subject) => {
    const {mesh} = context;
    const {service, rule} = subject;
    const byService = remember(results, mesh, () => new WeakMap<Service, WeakMap<object, Known<Result>>>());
    const byRule = remember(byService, service, () => new WeakMap<object, Known<Result>>());
    const known = remember(
      byRule,
      rule ?? noRule,
      (): Known<Result> => ({byProxy: new Map(), labels: looksAtLabels(mesh, service, rule)}),
    );
    const key = subject.part + proxyKey(context, service, known.labels);
    if (!known.byProxy.has(key)) known.byProxy.set(key, build(context, subject));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- there is one: it was put there just now or before
    return known.byProxy.get(key) as Result;
  };
}

function remember<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

/** What of a proxy counts for all services, and its labels. */
interface ProxyKeys {
  place: string;
  labels: string;
}

const keys = new WeakMap<Proxy, ProxyKeys>();

function proxyKey({proxy}: Context, {kubernetes}: Service, labels: boolean): string {
  const own = remember(keys, proxy, () => keysOf(proxy));
  return ` ${own.place}${kubernetes?.nodeLocal ? ` ${proxy.nodeName}` : ''}${labels ? ` ${own.labels}` : ''}`;
}

function keysOf({type, locality, addresses, labels}: Proxy): ProxyKeys {
  const onlyIPv6 = addresses.length > 0 && addresses.every((address) => isIPv6(address));
  return {place: `${type} ${locality} ${onlyIPv6}`, labels: JSON.stringify(labels)};
}

/** Whether the labels of a proxy choose among endpoints. */
function looksAtLabels({settings}: Mesh, service: Service, rule: DestinationRule | undefined): boolean {
  const {trafficPolicy, subsets = []} = rule?.spec ?? {};
  const policies = [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].flatMap((policy) => [
    policy,
    ...(policy?.portLevelSettings ?? []),
  ]);
  const ofMesh = meshConfig(settings).localityLbSetting;
  return policies.some((policy) => {
    const effective = localitySettings(ofMesh, policy?.loadBalancer?.localityLbSetting, service).settings;
    return (effective?.failoverPriority ?? []).length > 0;
  });
}
