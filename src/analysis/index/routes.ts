// SPDX-License-Identifier: Apache-2.0

import {GATEWAY_API, type ObjectReference} from '../model/gateway-api.js';
import {routeKinds} from '../model/kind-groups.js';
import type {Path, Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';

export type Route = Resource<(typeof routeKinds)[number]>;

/** Every route of Gateway API, whatever its protocol. */
export function* routes(resources: Resources): Generator<Route> {
  for (const kind of routeKinds) yield* resources.all(kind);
}

/** What routes attach to, as far as Istio knows it. */
export type ParentKind = 'KubernetesGateway' | 'Service' | 'ServiceEntry';

const PARENTS = new Map<string, ParentKind>([
  [`${GATEWAY_API}/Gateway`, 'KubernetesGateway'],
  ['/Service', 'Service'],
  ['networking.istio.io/ServiceEntry', 'ServiceEntry'],
]);

/** An object that a route names. */
export interface Backend {
  namespace: string;
  name: string;
  port: number | undefined;
  /** Leads to the reference. */
  path: Path;
}

export interface Parent extends Backend {
  kind: ParentKind;
  /** The kind as users write it. */
  title: string;
  sectionName: string | undefined;
}

/** The parents of a route, Gateways unless they say otherwise; kinds that others define are left out. */
export function parentsOf(route: Route): Parent[] {
  return (route.spec.parentRefs ?? []).flatMap((reference, i) => {
    const {group = GATEWAY_API, kind: title = 'Gateway', sectionName} = reference;
    const kind = PARENTS.get(`${group}/${title}`);
    return kind ? [{...named(route, reference, ['spec', 'parentRefs', i]), kind, title, sectionName}] : [];
  });
}

/** The Services to which a route sends requests and copies of requests; other kinds are left out. */
export function backendsOf(route: Route): Backend[] {
  return backendReferences(route).flatMap(({reference, path}) => {
    const {group = '', kind = 'Service'} = reference;
    return group === '' && kind === 'Service' ? [named(route, reference, path)] : [];
  });
}

export interface BackendReference {
  reference: ObjectReference & {weight?: number};
  path: Path;
  /** It gets copies of requests. */
  mirror?: boolean;
}

/** Returns everything to which a route sends requests and copies of requests, whatever its kind. */
export function backendReferences(route: Route): BackendReference[] {
  return (route.spec.rules ?? []).flatMap(({backendRefs = [], filters = []}, i) => {
    const rule = ['spec', 'rules', i];
    const mirrors = filters.flatMap(({requestMirror: {backendRef: reference} = {}}, j) => {
      const path = [...rule, 'filters', j, 'requestMirror', 'backendRef'];
      return reference ? [{reference, path, mirror: true}] : [];
    });
    return [...backendRefs.map((reference, j) => ({reference, path: [...rule, 'backendRefs', j]})), ...mirrors];
  });
}

function named(route: Route, {namespace = route.namespace, name = '', port}: ObjectReference, path: Path): Backend {
  return {namespace, name, port, path};
}
