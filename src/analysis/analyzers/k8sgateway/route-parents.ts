// SPDX-License-Identifier: Apache-2.0

import {hostsOverlap} from '../../index/hosts/hosts.js';
import {matchesSelector} from '../../index/labels.js';
import {type Parent, parentsOf, type Route, routes} from '../../index/routes.js';
import type {Listener} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {takers} from './route-kinds.js';

/** Routes of gateways and services that do not exist. */
export function* missingParents(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    for (const {kind, title, namespace, name, path} of parentsOf(route)) {
      if (!resources.lacks(kind, namespace, name)) continue;
      yield message('ISTX201', route, [title, fullName({namespace, name})], [...path, 'name']);
    }
  }
}

/** Routes of gateways that have no such listener, or none that takes the route in. */
export function* routeListeners(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    for (const parent of parentsOf(route)) {
      if (parent.kind !== 'KubernetesGateway') yield* withoutPort(route, parent, resources);
      else {
        const gateway = resources.find('KubernetesGateway', parent.namespace, parent.name);
        if (gateway) yield* withoutListener(route, parent, gateway, resources);
      }
    }
  }
}

function* withoutPort(route: Route, parent: Parent, resources: Resources): Generator<Message> {
  const {port} = parent;
  const service = parent.kind === 'Service' && resources.find('Service', parent.namespace, parent.name);
  if (!service || port === undefined || service.spec.ports?.some((own) => own.port === port)) return;
  const ports = (service.spec.ports ?? []).map((own) => own.port ?? 0);
  yield message('ISTX202', route, ['Service', fullName(service), `port ${port}`, ports], [...parent.path, 'port']);
}

function* withoutListener(
  route: Route,
  {sectionName, port, path}: Parent,
  gateway: Resource<'KubernetesGateway'>,
  resources: Resources,
): Generator<Message> {
  const all = gateway.spec.listeners ?? [];
  const named = all.filter((own) => sectionName === undefined || own.name === sectionName);
  const chosen = named.filter((own) => port === undefined || own.port === port);
  const name = fullName(gateway);
  if (named.length === 0 && sectionName !== undefined) {
    const names = all.map((own) => own.name ?? '');
    yield message('ISTX202', route, ['Gateway', name, `listener "${sectionName}"`, names], [...path, 'sectionName']);
  } else if (chosen.length === 0 && port !== undefined) {
    const ports = named.map((own) => own.port ?? 0);
    yield message('ISTX202', route, ['Gateway', name, `port ${port}`, ports], [...path, 'port']);
  } else if (chosen.length > 0) {
    const {listeners, reason} = takers(chosen, gateway, route, resources);
    if (reason !== undefined) {
      yield message('ISTX210', route, [name, route.kind, reason], [...path, sectionName ? 'sectionName' : 'name']);
      return;
    }
    const welcome = listeners.filter((listener) => letsIn(listener, gateway, route, resources));
    if (welcome.length === 0) {
      const why = `they do not let in routes of namespace "${route.namespace}" (allowedRoutes.namespaces)`;
      yield message('ISTX203', route, [name, why], [...path, 'name']);
    } else if (!welcome.some((listener) => sharesHost(listener, route))) {
      const why = `none of their hosts [${welcome.map(({hostname}) => hostname).join(' ')}] is among its hostnames`;
      yield message('ISTX203', route, [name, why], [...path, 'name']);
    }
  }
}

/** Without a word about it a listener takes routes of its Gateway's namespace only. */
function letsIn(
  {allowedRoutes}: Listener,
  gateway: Resource<'KubernetesGateway'>,
  route: Route,
  resources: Resources,
): boolean {
  const {from = 'Same', selector} = allowedRoutes?.namespaces ?? {};
  if (from === 'Same') return gateway.namespace === route.namespace;
  if (from !== 'Selector') return from === 'All';
  const labels = resources.find('Namespace', '', route.namespace)?.labels;
  return !labels || matchesSelector(selector, {'kubernetes.io/metadata.name': route.namespace, ...labels});
}

/** Whether listener and route have a host in common; without hosts each takes any. */
function sharesHost({hostname}: Listener, {spec: {hostnames = []}}: Route): boolean {
  if (!hostname || hostnames.length === 0) return true;
  return hostnames.some((host) => hostsOverlap(host, hostname));
}
