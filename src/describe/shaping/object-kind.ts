// SPDX-License-Identifier: Apache-2.0
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {originsIn} from '../../envoy/origins.js';
import {workloadOf} from '../../envoy/workload.js';
import type {FleetKind, Row} from '../../fleet/kind.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {selectedFor} from './selected.js';

/** One object, by its name. */
export interface ObjectName {
  kind: string;
  name: string;
  namespace: string;
}

export interface ObjectFilter {
  /** Objects that take workloads by labels; what they make of a proxy need not show in it. */
  selecting: readonly KubeObject[];
  rootNamespace: string;
  /** Only this one. */
  only?: ObjectName | undefined;
}

/** The objects that shape a proxy, and what of it each one shapes. */
export const objectKind: FleetKind<ObjectFilter> = {
  listKind: 'ProxyObjects',
  columns: [
    {key: 'kind', title: 'KIND'},
    {key: 'name', title: 'NAME'},
    {key: 'objectNamespace', title: 'NAMESPACE'},
    {key: 'shapes', title: 'SHAPES'},
  ],
  pages: () => [{path: 'config_dump', part: 'config_dump'}],
  rows({config_dump: text}, {selecting, rootNamespace, only}) {
    if (!text) return [];
    const dump = readConfigDump(text);
    const shapes = new Map<string, {object: ObjectName; shapes: string}>();
    for (const {object, how} of selectedFor(workloadOf(dump), selecting, rootNamespace)) {
      const {kind, metadata} = object;
      const named = {kind, name: metadata.name, namespace: metadata.namespace ?? ''};
      shapes.set(keyOf(named), {object: named, shapes: `the proxy, ${how}`});
    }
    for (const {origin, uses} of originsIn(dump)) shapes.set(keyOf(origin), {object: origin, shapes: usesText(uses)});
    return [...shapes]
      .filter(([key]) => only === undefined || key === keyOf(only))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, {object, shapes: what}]) => rowOf(object, what));
  },
};

/** Sorts by kind, then namespace and name. */
function keyOf({kind, name, namespace}: ObjectName): string {
  return `${kind}/${namespace}/${name}`;
}

function rowOf({kind, name, namespace}: ObjectName, shapes: string): Row {
  return {hosts: [], cells: {kind, name, objectNamespace: namespace, shapes}};
}

/** `2 clusters, 1 route`. */
function usesText(uses: ReadonlyMap<string, number>): string {
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`)
    .join(', ');
}
