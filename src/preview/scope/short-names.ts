// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../model/scope.js';
import {fullHostname} from './hosts.js';

const MESH = 'mesh';

/** Says of VirtualServices that stand for a route of Gateway API: their names are full already. */
const SEMANTICS = 'internal.istio.io/route-semantics';

/** Whether a VirtualService stands for a route of Gateway API. */
export function isGatewayRoute({annotations}: VirtualService): boolean {
  return annotations[SEMANTICS] === 'gateway';
}

type Spec = VirtualService['spec'];
type HttpRoute = NonNullable<Spec['http']>[number];

/** Returns the VirtualService with full names of hosts and gateways (istio.io, "Virtual Service"). */
export function withFullNames(object: VirtualService, domain: string): VirtualService {
  const {spec, namespace} = object;
  const names = {
    host: (host: string) => fullHostname(host, namespace, domain),
    gateway: (name: string) => fullGateway(name, namespace),
  };
  return {
    ...object,
    spec: {
      ...spec,
      ...(spec.hosts && {hosts: spec.hosts.map(names.host)}),
      ...(spec.gateways && {gateways: spec.gateways.map(names.gateway)}),
      ...(spec.http && {http: spec.http.map((route) => httpRoute(route, names))}),
      ...(spec.tcp && {tcp: spec.tcp.map((route) => streamRoute(route, names))}),
      ...(spec.tls && {tls: spec.tls.map((route) => streamRoute(route, names))}),
    },
  };
}

interface Names {
  host(host: string): string;
  gateway(name: string): string;
}

/** `gateway` and `./gateway` are of the same namespace; `gateway.namespace.svc…` is an old way to write `namespace/gateway`. */
function fullGateway(name: string, namespace: string): string {
  if (name === MESH) return name;
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const [short = '', home] = name.split('.');
  return `${home ?? namespace}/${short}`;
}

function httpRoute(route: HttpRoute, names: Names): HttpRoute {
  return {
    ...streamRoute(route, names),
    ...(route.mirror && {mirror: destination(route.mirror, names)}),
    ...(route.mirrors && {mirrors: route.mirrors.map((one) => withDestination(one, names))}),
  };
}

interface Routing {
  match?: {gateways?: string[] | undefined}[] | undefined;
  route?: {destination?: {host?: string | undefined} | undefined}[] | undefined;
}

function streamRoute<Route extends Routing>(route: Route, names: Names): Route {
  return {
    ...route,
    ...(route.match && {
      match: route.match.map((one) => (one.gateways ? {...one, gateways: one.gateways.map(names.gateway)} : one)),
    }),
    ...(route.route && {route: route.route.map((one) => withDestination(one, names))}),
  };
}

function withDestination<Item extends {destination?: {host?: string | undefined} | undefined}>(
  item: Item,
  names: Names,
): Item {
  return item.destination ? {...item, destination: destination(item.destination, names)} : item;
}

function destination<Target extends {host?: string | undefined}>(target: Target, names: Names): Target {
  return {...target, host: names.host(target.host ?? '')};
}
