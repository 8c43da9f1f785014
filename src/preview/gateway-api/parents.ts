// SPDX-License-Identifier: Apache-2.0
import type {MeshObject} from '../model/object.js';
import {hostsOverlap, isSubset} from '../values/hostnames.js';
import type {ListenerParent} from './listeners.js';
import {referencedKind} from './references.js';
import {GATEWAY_GROUP, type GatewayApiMesh, type ParentReference, type RouteSpec} from './types.js';
import {isForeignWaypoint} from './waypoints.js';

/** What a route is bound to: a listener, or the service that clients in the mesh call. */
export type RouteParent =
  | {mesh: false; internalName: string; hostname: string; banned: ReadonlySet<string>}
  | {mesh: true; internalName: 'mesh'; hosts: readonly string[]; port: number | undefined};

/** Where parents are looked up. */
export interface ParentSources {
  mesh: GatewayApiMesh;
  listeners: ReadonlyMap<string, readonly ListenerParent[]>;
}

/** Returns what a route is bound to and allowed to be bound to, by name. */
export function parentsOf(sources: ParentSources, kind: string, route: MeshObject<RouteSpec>): RouteParent[] {
  const parents = (route.spec.parentRefs ?? []).flatMap((ref) => {
    switch (referencedKind(ref, {group: GATEWAY_GROUP, kind: 'Gateway'})) {
      case `${GATEWAY_GROUP}/Gateway`:
        return listenerParents(sources, 'Gateway', kind, route, ref);
      case `${GATEWAY_GROUP}/ListenerSet`:
        return listenerParents(sources, 'ListenerSet', kind, route, ref);
      case '/Service':
        return serviceParent(sources, route, ref);
      case 'networking.istio.io/ServiceEntry':
        return serviceEntryParent(sources, route, ref);
      default:
        return [];
    }
  });
  return parents.sort((a, b) => (a.internalName < b.internalName ? -1 : Number(a.internalName > b.internalName)));
}

function listenerParents(
  {listeners}: ParentSources,
  owner: 'Gateway' | 'ListenerSet',
  kind: string,
  route: MeshObject<RouteSpec>,
  ref: ParentReference,
): RouteParent[] {
  const all = listeners.get(`${owner}/${ref.namespace ?? route.namespace}/${ref.name}`) ?? [];
  return all
    .filter((parent) => isAllowed(parent, kind, route, ref))
    .map((parent) => ({
      mesh: false,
      internalName: parent.internalName,
      hostname: parent.listener.hostname ?? '',
      banned: bannedHosts(parent, all),
    }));
}

function isAllowed(parent: ListenerParent, kind: string, route: MeshObject<RouteSpec>, ref: ParentReference): boolean {
  if (ref.port && ref.port !== parent.listener.port) return false;
  if (ref.sectionName && ref.sectionName !== parent.listener.name) return false;
  const hostnames = route.spec.hostnames?.length ? route.spec.hostnames : ['*'];
  const fits = parent.hosts.some((entry) => {
    const [namespace = '', host = ''] = entry.split('/');
    const own = namespace === '*' || namespace === route.namespace;
    return own && hostnames.some((hostname) => hostsOverlap(host, hostname));
  });
  return fits && parent.kinds.includes(kind);
}

/** Hosts of other listeners of the same port and protocol: requests for them are theirs. */
function bannedHosts(parent: ListenerParent, all: readonly ListenerParent[]): Set<string> {
  const {port, protocol, hostname = ''} = parent.listener;
  const others = all.filter(({listener}) => listener.port === port && listener.protocol === protocol);
  const banned = new Set(others.filter((other) => other !== parent).map(({listener}) => listener.hostname ?? ''));
  banned.delete(hostname);
  return banned;
}

/** Whether requests for a route's host come to the parent, and not to a listener with a more exact host. */
export function takesHost(parent: RouteParent, host: string): boolean {
  if (parent.mesh) return true;
  const {hostname: own, banned} = parent;
  if (own !== '' && !own.startsWith('*')) return true;
  if (own !== '' && !hostsOverlap(host, own)) return false;
  return ![...banned].some((other) => own.length <= other.length && isSubset(host, other));
}

function serviceParent({mesh}: ParentSources, route: MeshObject<RouteSpec>, ref: ParentReference): RouteParent[] {
  const namespace = ref.namespace ?? route.namespace;
  const service = mesh.services.find(
    (one) => one.registry === 'Kubernetes' && one.name === ref.name && one.namespace === namespace,
  );
  if (!service || isForeignWaypoint(mesh, service.labels, namespace)) return [];
  const hosts = [`${ref.name}.${namespace}.svc.${mesh.settings.domain}`];
  return [{mesh: true, internalName: 'mesh', hosts, port: ref.port}];
}

function serviceEntryParent({mesh}: ParentSources, route: MeshObject<RouteSpec>, ref: ParentReference): RouteParent[] {
  const namespace = ref.namespace ?? route.namespace;
  const entry = mesh.serviceEntries.find((one) => one.name === ref.name && one.namespace === namespace);
  if (!entry || isForeignWaypoint(mesh, entry.labels, namespace)) return [];
  return [{mesh: true, internalName: 'mesh', hosts: entry.spec.hosts ?? [], port: ref.port}];
}
