// SPDX-License-Identifier: Apache-2.0
import {isTree, type Tree} from '../../src/manifest/input/tree.js';

type Named = Tree & {name: string};

/** A pod whose lists are maps by name, so that a test can name the parts it means. Volume mounts are by their paths. */
export function summary(pod: unknown): Tree {
  const spec = treeIn(pod, 'spec');
  return {
    ...treeIn(pod, 'metadata'),
    ...spec,
    containers: byName(spec['containers'], containerSummary),
    initContainers: byName(spec['initContainers'], containerSummary),
    volumes: byName(spec['volumes'], sourceOf),
  };
}

/** The object in that field of an object; an error where there is none. */
export function treeIn(tree: unknown, field: string): Tree {
  const value = isTree(tree) ? tree[field] : undefined;
  if (!isTree(value)) throw new Error(`no ${field} in ${JSON.stringify(tree)}`);
  return value;
}

function sourceOf(volume: Named): Tree {
  return Object.fromEntries(Object.entries(volume).filter(([field]) => field !== 'name'));
}

function byName(list: unknown, summarise: (item: Named) => unknown): Tree {
  return Object.fromEntries(((list ?? []) as Named[]).map((item) => [item.name, summarise(item)]));
}

function containerSummary(container: Named): Tree {
  const mounts = (container['volumeMounts'] ?? []) as {mountPath: string; name: string}[];
  return {
    ...container,
    args: ((container['args'] ?? []) as string[]).join(' '),
    env: byName(container['env'], ({value, valueFrom}) => value ?? valueFrom),
    volumeMounts: Object.fromEntries(mounts.map(({mountPath, name}) => [mountPath, name])),
  };
}
