// SPDX-License-Identifier: Apache-2.0

import {fullHost} from './hosts.js';
import type {Labels} from './kubernetes.js';
import type {Resources} from './resources.js';

/** A host that routes can lead to. */
export interface KnownHost {
  ports: number[];
  /** Labels by which a ServiceEntry selects its workloads. */
  workloads: Labels;
}

/** Hosts by `scope/host`; the scope is the namespace that sees the host, or a star for all. */
export type HostTable = ReadonlyMap<string, KnownHost>;

/** Every host of ServiceEntries and Services; of equal ones the Service counts (spec §3.0). */
export function hostTable(resources: Resources): HostTable {
  const table = new Map<string, KnownHost>();
  for (const {namespace, spec} of resources.all('ServiceEntry')) {
    const known = {
      ports: (spec.ports ?? []).map((port) => port.number ?? 0),
      workloads: spec.workloadSelector?.labels ?? {},
    };
    for (const scope of scopesOf(spec.exportTo ?? [], namespace)) {
      for (const host of spec.hosts ?? []) table.set(`${scope}/${fullHost(namespace, host)}`, known);
    }
  }
  for (const {namespace, name, annotations, spec} of resources.all('Service')) {
    const exported = annotations['networking.istio.io/exportTo']?.split(',').map((scope) => scope.trim()) ?? [];
    const known = {ports: (spec.ports ?? []).map(({port = 0}) => port), workloads: {}};
    for (const scope of scopesOf(exported, namespace)) table.set(`${scope}/${fullHost(namespace, name)}`, known);
  }
  return table;
}

/** Namespaces to which something is exported: `*` for all, which it is where nothing else is said. */
export function scopesOf(exportTo: readonly string[], namespace: string): string[] {
  if (exportTo.length === 0 || exportTo.includes('*')) return ['*'];
  return exportTo.map((scope) => (scope === '.' ? namespace : scope));
}

export interface Viewpoint {
  namespace: string;
  /** Of the resource that names the host, whose namespaces see it too. */
  exportTo: readonly string[];
}

/** What a host means in a resource; undefined where it is not known there. */
export function lookUp(host: string, {namespace, exportTo}: Viewpoint, table: HostTable): KnownHost | undefined {
  const name = fullHost(namespace, host);
  const scopes = exportTo.length === 0 ? [namespace] : exportTo.map((scope) => (scope === '.' ? namespace : scope));
  for (const scope of ['*', ...scopes]) {
    const known = table.get(`${scope}/${name}`);
    if (known) return known;
  }
  return wildcardFor(host, namespace, table);
}

/** A host that begins with a star and so stands for the one that is sought. */
function wildcardFor(host: string, namespace: string, table: HostTable): KnownHost | undefined {
  const sought = host.startsWith('*') ? host.slice(1) : host;
  for (const [key, known] of table) {
    const slash = key.indexOf('/');
    const scope = key.slice(0, slash);
    if (scope !== '*' && scope !== namespace) continue;
    if (key[slash + 1] === '*' && sought.endsWith(key.slice(slash + 2))) return known;
  }
  return undefined;
}
