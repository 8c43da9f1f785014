// SPDX-License-Identifier: Apache-2.0
import type {ProxyDiff, ResourceChange} from '../../proxy-diff/diff.js';
import type {Step} from '../../proxy-diff/values.js';
import type {ChangedObject} from './objects.js';

/** Parts of a proxy's configuration, as people ask for them. Policies are in listeners, and are told apart from these. */
export const PARTS = ['routes', 'clusters', 'listeners', 'policies', 'endpoints'] as const;

export type Part = (typeof PARTS)[number];

/** One change that several proxies have in common. */
export interface ChangeGroup extends ResourceChange {
  part: Part;
  /** `POD.NAMESPACE`, by name. */
  proxies: string[];
  /** The changed objects that it comes of; several where none makes it by itself. */
  causes: ChangedObject[];
}

/** What changes for one proxy. */
export interface ChangedProxy {
  /** `POD.NAMESPACE`. */
  name: string;
  diff: ProxyDiff;
}

/** Filters of Envoy that let requests in or not, and those that say who asks. */
const POLICY_FILTERS: ReadonlySet<string> = new Set([
  'envoy.filters.http.rbac',
  'envoy.filters.network.rbac',
  'envoy.filters.http.jwt_authn',
  'istio_authn',
  'envoy.filters.http.ext_authz',
  'envoy.filters.network.ext_authz',
]);

/** Returns the changes of all proxies, equal ones together: those of most proxies first, then by what they change. */
export function groupChanges(proxies: readonly ChangedProxy[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>();
  for (const {name, diff} of proxies) {
    for (const change of diff.changes) {
      for (const part of partsOf(change)) {
        const key = JSON.stringify(part);
        const group = groups.get(key) ?? {...part, proxies: [], causes: []};
        groups.set(key, group);
        group.proxies.push(name);
      }
    }
  }
  return [...groups.values()].sort(
    (a, b) =>
      b.proxies.length - a.proxies.length ||
      PARTS.indexOf(a.part) - PARTS.indexOf(b.part) ||
      (a.name < b.name ? -1 : 1),
  );
}

/** A listener that changes in its policies and elsewhere makes two changes. */
function partsOf(change: ResourceChange): Omit<ChangeGroup, 'proxies' | 'causes'>[] {
  if (change.type !== 'listener' || change.change !== 'changed') return [{...change, part: partOf(change)}];
  const policies = change.values.filter(({path}) => isPolicy(path));
  const others = change.values.filter(({path}) => !isPolicy(path));
  return [
    ...(policies.length > 0 ? [{...change, values: policies, part: 'policies' as const}] : []),
    ...(others.length > 0 ? [{...change, values: others, part: 'listeners' as const}] : []),
  ];
}

function partOf({type}: ResourceChange): Part {
  if (type === 'route') return 'routes';
  if (type === 'cluster') return 'clusters';
  return type === 'endpoint' ? 'endpoints' : 'listeners';
}

function isPolicy(path: readonly Step[]): boolean {
  return policyStep(path) >= 0;
}

/** Returns where in a path the filter of a policy stands; -1 where there is none. */
export function policyStep(path: readonly Step[]): number {
  return path.findIndex((step) => 'name' in step && POLICY_FILTERS.has(step.name));
}

/** Returns how many proxies have changes in each part. */
export function proxiesByPart(groups: readonly ChangeGroup[]): Record<Part, number> {
  const of = (part: Part) => new Set(groups.filter((one) => one.part === part).flatMap(({proxies}) => proxies)).size;
  return {
    routes: of('routes'),
    clusters: of('clusters'),
    listeners: of('listeners'),
    policies: of('policies'),
    endpoints: of('endpoints'),
  };
}
