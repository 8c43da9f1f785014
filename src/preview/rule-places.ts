// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from './model/mesh.js';
import type {MeshObject} from './model/object.js';

/** A rule of a VirtualService, of a route of Gateway API or of an AuthorizationPolicy. */
export interface MeshRule {
  object: MeshObject;
  /** `http[1]`, `rules[0]`. */
  path: string;
  /** As its author calls it. */
  name?: string;
}

/** Lists of rules that Envoy's routes and filter chains are made of, by kind. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  VirtualService: ['http', 'tls', 'tcp'],
  HTTPRoute: ['rules'],
  GRPCRoute: ['rules'],
  TLSRoute: ['rules'],
};

/** On a rule: the rules of objects that it is made of. Spreads keep it, JSON does not. */
const PLACES = Symbol('places');

/**
 * Returns the mesh with rules that know their places. istiod does not tell proxies which rule a route comes from; of such
 * a mesh it stands in the metadata of routes and filter chains, which Envoy does not look at.
 */
export function withRulePlaces(mesh: Mesh): Mesh {
  return {
    ...mesh,
    virtualServices: mesh.virtualServices.map((object) => marked(object)),
    gatewayApi: new Map([...mesh.gatewayApi].map(([kind, objects]) => [kind, objects.map((object) => marked(object))])),
  };
}

function marked<Spec>(object: MeshObject<Spec>): MeshObject<Spec> {
  const lists = (LISTS[object.kind] ?? []).flatMap((list) => {
    const rules = listIn(object.spec, list);
    const placed = rules.map((rule, i) => ({...rule, [PLACES]: [placeOf({object, path: `${list}[${i}]`})]}));
    return rules.length > 0 ? [[list, placed]] : [];
  });
  return lists.length === 0 ? object : {...object, spec: {...object.spec, ...Object.fromEntries(lists)}};
}

/** `VirtualService shop/reviews http[1]`. */
export function placeOf({object: {kind, namespace, name}, path}: MeshRule): string {
  return `${kind} ${namespace}/${name} ${path}`;
}

/** Returns the mark of a rule that is made of others, to be spread into it; nothing where these have none. */
export function placesFrom(...rules: readonly (object | undefined)[]): object {
  const places = rules.flatMap((rule) => placesIn(rule));
  return places.length > 0 ? {[PLACES]: places} : {};
}

/** Returns the metadata that tells the places of a rule; undefined where it has none. */
export function placeMetadata(rule: object): {istioctl: {rules: string[]}} | undefined {
  const rules = placesIn(rule);
  return rules.length > 0 ? {istioctl: {rules}} : undefined;
}

function placesIn(rule: object | undefined): string[] {
  const places: unknown = rule && Reflect.get(rule, PLACES);
  return Array.isArray(places) ? places.map(String) : [];
}

/** Returns all rules of the objects of a mesh that route or authorize. Policies that are tried out only enforce nothing. */
export function meshRules(mesh: Mesh): MeshRule[] {
  const routes = [...mesh.virtualServices, ...[...mesh.gatewayApi.values()].flat()];
  return [
    ...routes.flatMap((object) => (LISTS[object.kind] ?? []).flatMap((list) => rulesIn(object, list))),
    ...mesh.authorizationPolicies.filter((policy) => !isDryRun(policy)).flatMap((policy) => rulesIn(policy, 'rules')),
  ];
}

/** https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
function isDryRun({annotations}: MeshObject): boolean {
  return annotations['istio.io/dry-run'] === 'true';
}

function rulesIn(object: MeshObject, list: string): MeshRule[] {
  return listIn(object.spec, list).map((rule, i) => {
    const name: unknown = Reflect.get(rule, 'name');
    return {object, path: `${list}[${i}]`, ...(typeof name === 'string' && name !== '' && {name})};
  });
}

function listIn(spec: unknown, list: string): object[] {
  const rules: unknown = typeof spec === 'object' && spec !== null ? Reflect.get(spec, list) : undefined;
  return Array.isArray(rules) ? rules.map((rule: unknown) => (typeof rule === 'object' && rule ? rule : {})) : [];
}

/** Returns the rule at a place as it is written; undefined where there is none. */
export function ruleAt(mesh: Mesh, place: string): object | undefined {
  const [, namespace, name, list = '', index = ''] = /^VirtualService ([^/]+)\/(\S+) (\w+)\[(\d+)\]$/.exec(place) ?? [];
  const found = mesh.virtualServices.find((one) => one.namespace === namespace && one.name === name);
  return found && listIn(found.spec, list)[Number(index)];
}
