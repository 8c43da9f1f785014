// SPDX-License-Identifier: Apache-2.0

import {IGNORED_NAMESPACES} from '../index/hosts/ignored-namespaces.js';
import type {MeshConfig, MeshNetworks} from './mesh-config.js';
import type {KindName, Resource} from './resource.js';

/** Everything that is analyzed, by kind and name. What the mesh is told about itself stands beside it. */
export interface Resources {
  /** In the order they were read; files before clusters. */
  all<K extends KindName>(kind: K): readonly Resource<K>[];
  /**
   * The one of that full name; in namespace '' for cluster-scoped kinds. Files may leave the namespace to whoever
   * applies them: where nothing has the full name, one of that name without a namespace counts.
   */
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
  /** Findings have to be those of the Go istioctl 1.30, wrong ones too. */
  readonly compat?: boolean;
}

interface Shelf {
  all: Resource[];
  byName: Map<string, Resource>;
  byNamespace: Map<string, Resource[]>;
  /** By name alone: those whose file names no namespace, so that they may be of any; and the first of any namespace. */
  unplaced: Map<string, Resource>;
  placed: Map<string, Resource>;
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
  compat?: boolean;
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
      const one = found(shelves.get(kind), namespace, name, surroundings.compat);
      return ofKind<K>(one ? [one] : [])[0];
    },
    inNamespace: (kind, namespace) => ofKind(shelves.get(kind)?.byNamespace.get(namespace) ?? []),
    provides: (kind) => surroundings.provided.has(kind),
    knowsAll,
    lacks: (kind, namespace, name) => {
      const home = kind === 'Namespace' ? name : namespace;
      return knowsAll(kind) && !IGNORED_NAMESPACES.includes(home) && !found(shelves.get(kind), namespace, name);
    },
  };
}

/** What a shelf holds is all of its kind. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a shelf does not know its kind
function ofKind<K extends KindName>(resources: readonly Resource[]): readonly Resource<K>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- resources are shelved by their kind
  return resources as unknown as readonly Resource<K>[];
}

/** An object of that name: where either side names no namespace, any will do. */
function found(shelf: Shelf | undefined, namespace: string, name: string, compat = false): Resource | undefined {
  const exact = shelf?.byName.get(`${namespace}/${name}`);
  if (exact || !shelf || compat) return exact;
  return shelf.unplaced.get(name) ?? (namespace === '' ? shelf.placed.get(name) : undefined);
}

function shelfOf(shelves: Map<KindName, Shelf>, kind: KindName): Shelf {
  const known = shelves.get(kind);
  if (known) return known;
  const shelf = {all: [], byName: new Map(), byNamespace: new Map(), unplaced: new Map(), placed: new Map()};
  shelves.set(kind, shelf);
  return shelf;
}

function add(shelf: Shelf, resource: Resource): void {
  const key = `${resource.namespace}/${resource.name}`;
  const known = shelf.byName.get(key);
  // What is implied has its name from its maker: a Deployment and a CronJob of one name have pods of both.
  if (known && !resource.implied && (known.cluster === undefined || known.cluster === resource.cluster)) return;
  if (!known) shelf.byName.set(key, resource);
  const byName = resource.unplaced ? shelf.unplaced : shelf.placed;
  if (!byName.has(resource.name)) byName.set(resource.name, resource);
  shelf.all.push(resource);
  const neighbours = shelf.byNamespace.get(resource.namespace);
  if (neighbours) neighbours.push(resource);
  else shelf.byNamespace.set(resource.namespace, [resource]);
}
