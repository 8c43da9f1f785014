// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../model/mesh.js';
import type {WrittenObject} from '../read/documents.js';
import {type Preview, previewOf} from '../resources.js';
import {type CompareOptions, diffPreviews} from './compare.js';
import type {ChangeGroup} from './groups.js';
import {type ChangedObject, withOnly} from './objects.js';

/** What it takes to find out which object a change comes of. */
export interface CauseSources {
  /** The objects before the change. */
  objects: readonly WrittenObject[];
  changed: readonly ChangedObject[];
  before: Mesh;
  /** Makes the mesh of objects. */
  meshOf(objects: readonly WrittenObject[]): Mesh;
}

/** Previews that are made at most, as each costs as much as a proxy of the mesh. */
const MOST = 600;

/**
 * Adds to each change the objects that it comes of: those that make a change of the same resource when nothing but them is
 * changed. Where none does so by itself, several do together, and all of them are named.
 */
export async function addCauses(
  groups: readonly ChangeGroup[],
  sources: CauseSources,
  options: CompareOptions,
): Promise<void> {
  const {changed} = sources;
  const effects = effectsOf(sources, options);
  for (const group of groups) {
    const [proxy = ''] = group.proxies;
    const own =
      changed.length === 1
        ? changed
        : await filtered(changed, async (one) => (await effects(one, proxy))?.has(idOf(group)) ?? false);
    group.causes = [...(own.length > 0 ? own : changed)];
  }
}

function idOf({type, name}: {type: string; name: string}): string {
  return `${type} ${name}`;
}

/** Returns what finds the resources of a proxy that one object changes; undefined where too many were asked for. */
function effectsOf({objects, before, meshOf}: CauseSources, options: CompareOptions) {
  const meshes = new Map<ChangedObject, Mesh>();
  const found = new Map<string, Promise<ReadonlySet<string>>>();
  const asBefore = new Map<string, Promise<Preview | undefined>>();
  return (object: ChangedObject, proxy: string): Promise<ReadonlySet<string>> | undefined => {
    const key = JSON.stringify([proxy, object.kind, object.namespace, object.name]);
    const known = found.get(key);
    if (known || found.size >= MOST) return known;
    const mesh = meshes.get(object) ?? meshOf(withOnly(objects, object));
    meshes.set(object, mesh);
    const was = asBefore.get(proxy) ?? previewNamed(proxy, before, options);
    asBefore.set(proxy, was);
    const effect = resourcesThatDiffer(was, previewNamed(proxy, mesh, options), options);
    found.set(key, effect);
    return effect;
  };
}

async function resourcesThatDiffer(
  was: Promise<Preview | undefined>,
  is: Promise<Preview | undefined>,
  options: CompareOptions,
): Promise<ReadonlySet<string>> {
  const [before, after] = [await was, await is];
  return new Set(before && after ? diffPreviews(before, after, options).changes.map(idOf) : []);
}

async function previewNamed(proxy: string, mesh: Mesh, options: CompareOptions): Promise<Preview | undefined> {
  const pod = mesh.pods.find(({name, namespace}) => `${name}.${namespace}` === proxy);
  return pod && previewOf(pod, mesh, options);
}

async function filtered<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const item of items) if (await holds(item)) kept.push(item);
  return kept;
}
