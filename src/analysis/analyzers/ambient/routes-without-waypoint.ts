// SPDX-License-Identifier: Apache-2.0

import {hasEnvoys} from '../../index/envoys.js';
import {EVERYWHERE, exportScopes} from '../../index/hosts/export-scopes.js';
import {fullHost, hostsOverlap} from '../../index/hosts/hosts.js';
import {backendsOf, parentsOf, routes} from '../../index/routes.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {targetsOf} from '../virtualservice/destinations.js';
import {unservedHost} from './unserved-host.js';

/**
 * Routes and traffic policies for hosts of ambient mode that no waypoint serves: ztunnel reads none of them (istio.io,
 * "Configure waypoint proxies"). Callers with sidecars apply them, so there is no message where such callers may be.
 */
export function* routesWithoutWaypoint(resources: Resources): Generator<Message> {
  for (const virtualService of resources.all('VirtualService')) yield* meshHosts(virtualService, resources);
  for (const rule of resources.all('DestinationRule')) yield* ruleHost(rule, resources);
  yield* attachedRoutes(resources);
}

function* meshHosts(virtualService: Resource<'VirtualService'>, resources: Resources): Generator<Message> {
  const {namespace, spec} = virtualService;
  const {hosts = [], gateways = [], exportTo} = spec;
  // What is also bound to gateways has its effect there.
  if (hosts.length === 0 || gateways.some((gateway) => gateway !== 'mesh')) return;
  if (hasEnvoys('sidecar', exportScopes(exportTo, namespace), resources)) return;
  const unserved = hosts.map((host) => unservedHost(namespace, host, resources));
  const [first] = unserved;
  if (first === undefined || unserved.includes(undefined)) return;
  yield message('ISTX112', virtualService, [virtualService.kind, first], ['spec', 'hosts', 0]);
}

function* ruleHost(rule: Resource<'DestinationRule'>, resources: Resources): Generator<Message> {
  const {namespace, spec} = rule;
  const scopes = exportScopes(spec.exportTo, namespace);
  if (hasEnvoys('sidecar', scopes, resources)) return;
  // A gateway of Ingress objects sends to any Service, and those objects are not read.
  const mayServeIngress = resources.meshConfig.ingressControllerMode !== 'OFF';
  if (mayServeIngress && hasEnvoys('gateway', [EVERYWHERE], resources)) return;
  const host = spec.host ?? '';
  const unserved = unservedHost(namespace, host, resources);
  if (unserved === undefined || isRoutedByEnvoys(fullHost(namespace, host), resources)) return;
  yield message('ISTX112', rule, [rule.kind, unserved], ['spec', 'host']);
}

/** Whether a gateway, or a waypoint of another host, may send requests to the host. */
function isRoutedByEnvoys(host: string, resources: Resources): boolean {
  return routedHosts(resources).some((other) => hostsOverlap(other, host));
}

const routedHosts = oncePer((resources): readonly string[] => {
  const hosts: string[] = [];
  for (const virtualService of resources.all('VirtualService')) {
    const {namespace, spec} = virtualService;
    const own = (spec.hosts ?? []).map((host) => fullHost(namespace, host));
    const onGateways = (spec.gateways ?? []).some((gateway) => gateway !== 'mesh') || own.length === 0;
    for (const {destination} of targetsOf(virtualService)) {
      const target = fullHost(namespace, destination.host ?? '');
      if (onGateways || !own.includes(target)) hosts.push(target);
    }
  }
  for (const route of routes(resources)) {
    const own = parentsOf(route).map((parent) => (parent.kind === 'Service' ? fullName(parent) : ''));
    for (const backend of backendsOf(route)) {
      if (own.some((name) => name !== fullName(backend))) hosts.push(fullHost(backend.namespace, backend.name));
    }
  }
  // A gateway that passes TLS on by its SNI reaches every Service.
  const passes = resources
    .all('Gateway')
    .some(({spec}) => spec.servers?.some(({tls}) => tls?.mode === 'AUTO_PASSTHROUGH'));
  return passes ? ['*'] : hosts;
});

function* attachedRoutes(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    for (const parent of parentsOf(route)) {
      if (parent.kind !== 'Service' && parent.kind !== 'ServiceEntry') continue;
      const {namespace, name} = parent;
      // A route in the namespace of its parent is for all callers, any other for those of its own namespace.
      const scopes = route.namespace === namespace ? [EVERYWHERE] : [route.namespace];
      if (hasEnvoys('sidecar', scopes, resources)) continue;
      const found = resources.find(parent.kind, namespace, name);
      const hosts = parent.kind === 'Service' ? [fullHost(namespace, name)] : hostsOfEntry(found);
      const unserved = hosts.map((host) => unservedHost(namespace, host, resources));
      const [first] = unserved;
      if (first === undefined || unserved.includes(undefined)) continue;
      yield message('ISTX112', route, [route.kind, first], [...parent.path, 'name']);
    }
  }
}

function hostsOfEntry(entry: Resource | undefined): readonly string[] {
  return entry?.kindName === 'ServiceEntry' && 'hosts' in entry.spec ? (entry.spec.hosts ?? []) : [];
}
