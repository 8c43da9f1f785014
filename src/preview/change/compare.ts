// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';
import type {ConfigDump} from '../../envoy/dump/config-dump.js';
import {diffDumps, type ProxyDiff} from '../../proxy-diff/diff.js';
import type {ResourceType} from '../../proxy-diff/resources.js';
import type {ProxyResources} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Mesh, Pod} from '../model/mesh.js';
import {hasProxy} from '../read/proxy.js';
import {type Preview, previewOf} from '../resources.js';
import type {ChangedProxy} from './groups.js';
import {type IdleFilter, newlyIdle, withIdle} from './idle-filters.js';

/** How previews are made and compared. */
export interface CompareOptions {
  compat: boolean;
  /** Makes a dump that can be compared; its name stands in messages. */
  dumpOf(preview: Preview): ConfigDump;
  /** Called after each proxy. */
  progress?(done: number, total: number): void;
}

/** What a change of a mesh does to its proxies. */
export interface ComparedMeshes {
  /** Proxies of the mesh after the change. */
  total: number;
  changed: ChangedProxy[];
  /** Proxies, `POD.NAMESPACE`, that come and go. */
  added: string[];
  removed: string[];
  /** EnvoyFilters that find nothing to change, and did before. */
  idle: IdleFilter[];
  /** Each once. */
  notSimulated: string[];
}

export const COMPARED: readonly ResourceType[] = ['cluster', 'listener', 'route', 'endpoint'];

/** Returns what changes for the proxies of a mesh, each in the order of its namespace and name. */
export async function compareMeshes(before: Mesh, after: Mesh, options: CompareOptions): Promise<ComparedMeshes> {
  const [old, renewed] = [proxiesOf(before), proxiesOf(after)];
  const notSimulated = new Set<string>();
  const found: ComparedMeshes = {total: renewed.size, changed: [], added: [], removed: [], idle: [], notSimulated: []};
  found.removed = [...old.keys()].filter((name) => !renewed.has(name));
  let done = 0;
  for (const [name, pod] of renewed) {
    const was = old.get(name);
    const is = await previewOf(pod, after, options);
    for (const part of is.notSimulated) notSimulated.add(part);
    const earlier = was && (await previewOf(was, before, options));
    if (earlier) {
      for (const part of earlier.notSimulated) notSimulated.add(part);
      const diff = diffPreviews(earlier, is, options);
      if (diff.changes.length > 0) found.changed.push({name, diff});
    } else found.added.push(name);
    found.idle = withIdle(found.idle, newlyIdle(earlier, is, before), name);
    options.progress?.(++done, renewed.size);
  }
  found.notSimulated = [...notSimulated];
  return found;
}

function proxiesOf({pods}: Mesh): Map<string, Pod> {
  const named = pods.filter(hasProxy).map((pod): [string, Pod] => [`${pod.name}.${pod.namespace}`, pod]);
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Returns what differs between two previews of a proxy. */
export function diffPreviews(before: Preview, after: Preview, {dumpOf}: CompareOptions): ProxyDiff {
  const [old, renewed] = differing(before.resources, after.resources);
  return diffDumps(dumpOf({...before, resources: old}), dumpOf({...after, resources: renewed}), COMPARED);
}

/** Leaves out what is the same on both sides, which is most: to compare field by field is slow. */
function differing(before: ProxyResources, after: ProxyResources): [ProxyResources, ProxyResources] {
  const [old, renewed]: [ProxyResources, ProxyResources] = [{...before}, {...after}];
  for (const part of ['clusters', 'listeners', 'routes', 'endpoints'] as const) {
    const [left, right] = [byName(before[part]), byName(after[part])];
    const isSame = (name: string) => areEqual(left.get(name), right.get(name));
    old[part] = before[part].filter((message) => !isSame(nameOf(message)));
    renewed[part] = after[part].filter((message) => !isSame(nameOf(message)));
  }
  return [old, renewed];
}

/** Resources of one name together. */
function byName(messages: readonly EnvoyMessage[]): Map<string, EnvoyMessage[]> {
  const found = new Map<string, EnvoyMessage[]>();
  for (const message of messages) found.set(nameOf(message), [...(found.get(nameOf(message)) ?? []), message]);
  return found;
}

function nameOf({name, cluster_name: cluster}: EnvoyMessage): string {
  const own = name ?? cluster;
  return typeof own === 'string' ? own : '';
}

/** Proxies of one mesh share many of their resources; whether two are equal is found out once. */
const known = new WeakMap<EnvoyMessage, WeakMap<EnvoyMessage, boolean>>();

function areEqual(before: readonly EnvoyMessage[] = [], after: readonly EnvoyMessage[] = []): boolean {
  return before.length === after.length && before.every((message, i) => isEqual(message, after[i]));
}

function isEqual(before: EnvoyMessage, after: EnvoyMessage | undefined): boolean {
  if (!after) return false;
  const results = known.get(before) ?? new WeakMap<EnvoyMessage, boolean>();
  known.set(before, results);
  const result = results.get(after) ?? isDeepStrictEqual(before, after);
  results.set(after, result);
  return result;
}
