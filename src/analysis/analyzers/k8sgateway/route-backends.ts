// SPDX-License-Identifier: Apache-2.0

import {isGranted} from '../../index/reference-grants.js';
import {backendsOf, parentsOf, type Route, routes} from '../../index/routes.js';
import {GATEWAY_API} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import {fullName} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Routes to services that do not exist. */
export function* missingBackends(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    for (const backend of backendsOf(route)) {
      if (!resources.lacks('Service', backend.namespace, backend.name)) continue;
      const parameters = [fullName(backend), failureOf(route, 'HTTP 500')];
      yield message('ISTX204', route, parameters, [...backend.path, 'name']);
    }
  }
}

/** Routes to ports that a service does not have. */
export function* backendPorts(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    for (const backend of backendsOf(route)) {
      const {port} = backend;
      const service = resources.find('Service', backend.namespace, backend.name);
      const ports = (service?.spec.ports ?? []).map((own) => own.port ?? 0);
      if (port === undefined || !service || ports.includes(port)) continue;
      const parameters = [fullName(backend), port, ports, failureOf(route, 'HTTP 500 or 503')];
      yield message('ISTX205', route, parameters, [...backend.path, 'port']);
    }
  }
}

/** Routes of gateways to services of other namespaces that have not agreed to it; within the mesh Istio asks for none. */
export function* ungrantedBackends(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    if (!parentsOf(route).some(({kind}) => kind === 'KubernetesGateway')) continue;
    for (const backend of backendsOf(route)) {
      const from = {group: GATEWAY_API, kind: route.kind, namespace: route.namespace};
      if (isGranted(from, {...backend, group: '', kind: 'Service'}, resources)) continue;
      const parameters = [`Service ${fullName(backend)}`, backend.namespace, route.kind, route.namespace];
      parameters.push(failureOf(route, 'HTTP 500'));
      yield message('ISTX206', route, parameters, [...backend.path, 'namespace']);
    }
  }
}

/** What a client sees: streams know no status codes. */
export function failureOf({kindName}: Route, http: string): string {
  if (kindName === 'HTTPRoute') return `its share of requests is answered with ${http}`;
  if (kindName === 'GRPCRoute') return 'its share of calls fails with UNAVAILABLE';
  return 'its share of connections is closed';
}
