// SPDX-License-Identifier: Apache-2.0

import {IGNORED_NAMESPACES} from './ignored-namespaces.js';
import type {MeshConfig, MeshNetworks} from './mesh-config.js';
import type {KindName, Resource} from './resource.js';

/** Everything that is analyzed, by kind and name. What the mesh is told about itself stands beside it. */
export interface Resources {
  /** In the order they were read; files before clusters. */
  all<K extends KindName>(kind: K): readonly Resource<K>[];
  /** The one of that full name; in namespace '' for cluster-scoped kinds. */
  find<K extends KindName>(kind: K, namespace: string, name: string): Resource<K> | undefined;
  /** Those of one namespace. */
  inNamespace<K extends KindName>(kind: K, namespace: string): readonly Resource<K>[];
  /** Whether any source provides the kind, be it empty. */
  provides(kind: KindName): boolean;
  /** Whether all that there are of the kind are here, but for namespaces that are never analyzed. */
  knowsAll(kind: KindName): boolean;
  /** Whether there is surely no such object; in namespace '' for cluster-scoped kinds. */
  lacks(kind: KindName, namespace: string, name: string): boolean;
  /** What certificates are held against. */
  readonly now: Date;
  readonly meshConfig: MeshConfig;
  readonly meshNetworks: MeshNetworks;
  /** Namespace of the control plane. */
  readonly istioNamespace: string;
}

interface Shelf {
  all: Resource[];
  byName: Map<string, Resource>;
  byNamespace: Map<string, Resource[]>;
}

/** What {@link indexResources} needs besides the resources themselves. */
export interface Surroundings {
  provided: ReadonlySet<KindName>;
  /** Kinds of which the sources have all that there are; files that are to be added to a cluster have not. */
  whole: ReadonlySet<KindName>;
  now: Date;
  meshConfig: MeshConfig;
  meshNetworks: MeshNetworks;
  istioNamespace: string;
}

/** Indexes resources. Of several with the same kind, cluster, namespace and name, the first counts. */
export function indexResources(resources: Iterable<Resource>, surroundings: Surroundings): Resources {
  const shelves = new Map<KindName, Shelf>();
  for (const resource of resources) add(shelfOf(shelves, resource.kindName), resource);
  const knowsAll = (kind: KindName) => surroundings.whole.has(kind);
  return {
    ...surroundings,
    all: (kind) => ofKind(shelves.get(kind)?.all ?? []),
    find: <K extends KindName>(kind: K, namespace: string, name: string) => {
      const found = shelves.get(kind)?.byName.get(`${namespace}/${name}`);
      return ofKind<K>(found ? [found] : [])[0];
    },
    inNamespace: (kind, namespace) => ofKind(shelves.get(kind)?.byNamespace.get(namespace) ?? []),
    provides: (kind) => surroundings.provided.has(kind),
    knowsAll,
    lacks: (kind, namespace, name) =>
      knowsAll(kind) &&
      !IGNORED_NAMESPACES.includes(namespace) &&
      shelves.get(kind)?.byName.has(`${namespace}/${name}`) !== true,
  };
}

/** What a shelf holds is all of its kind. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a shelf does not know its kind
function ofKind<K extends KindName>(resources: readonly Resource[]): readonly Resource<K>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- resources are shelved by their kind
  return resources as unknown as readonly Resource<K>[];
}

function shelfOf(shelves: Map<KindName, Shelf>, kind: KindName): Shelf {
  const known = shelves.get(kind);
  if (known) return known;
  const shelf = {all: [], byName: new Map(), byNamespace: new Map()};
  shelves.set(kind, shelf);
  return shelf;
}

function add(shelf: Shelf, resource: Resource): void {
  const key = `${resource.namespace}/${resource.name}`;
  const known = shelf.byName.get(key);
  if (known && (known.cluster === undefined || known.cluster === resource.cluster)) return;
  if (!known) shelf.byName.set(key, resource);
  shelf.all.push(resource);
  const neighbours = shelf.byNamespace.get(resource.namespace);
  if (neighbours) neighbours.push(resource);
  else shelf.byNamespace.set(resource.namespace, [resource]);
}
